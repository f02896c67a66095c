/// Byte order marks and UTF-16 at the start of a text.
enum UnicodeSignature {
    /// Says where the text begins, or gives it in UTF-8 where it came in UTF-16.
    static func decode(_ text: [UInt8], charset: String?, findings: inout [Finding]) -> (text: [UInt8]?, start: Int) {
        func note(_ deviation: Deviation, _ reason: String) {
            findings.append(Finding(deviation, severity: .note, line: 1, reason: reason))
        }
        if text.starts(with: [0xEF, 0xBB, 0xBF]) {
            note(.byteOrderMark, "A byte order mark was left out.")
            return (nil, 3)
        }
        let isBig: Bool
        var start = 2
        if text.starts(with: [0xFF, 0xFE]) {
            isBig = false
        } else if text.starts(with: [0xFE, 0xFF]) {
            isBig = true
        } else if text.count >= 4, text[0] == text[2] || text[1] == text[3], (text[0] == 0) != (text[1] == 0),
            (text[2] == 0) != (text[3] == 0)
        {
            // Without a mark: what begins with two characters of ASCII shows which octet is the empty one.
            isBig = text[0] == 0
            start = 0
        } else {
            return (nil, 0)
        }
        note(.utf16, "The text came in UTF-16 and was turned into UTF-8.")
        return (utf8(fromUTF16: text[start...], bigEndian: isBig), 0)
    }

    private static func utf8(fromUTF16 octets: Bytes, bigEndian: Bool) -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity(octets.count / 2)
        var place = octets.startIndex
        while place + 1 < octets.endIndex {
            let (first, second) = (UInt16(octets[place]), UInt16(octets[place + 1]))
            units.append(bigEndian ? first << 8 | second : second << 8 | first)
            place += 2
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
