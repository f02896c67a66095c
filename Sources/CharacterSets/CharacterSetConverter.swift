#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns text in a declared character set into UTF-8, with the C library's iconv.
public enum CharacterSetConverter {
    public enum Failure: Error, Hashable {
        /// The C library has no such character set.
        case unknownName
        /// At this octet, counted from 0, stands what is no text in the character set.
        case badSequence(offset: Int)
    }

    /// What a name means in practice, where programs write the name of a smaller set for a larger one (WHATWG Encoding, section 4.2).
    /// Without this a backslash in Shift_JIS would become a yen sign.
    private static let supersets = [
        "gb2312": "GB18030", "gbk": "GB18030", "gb_2312-80": "GB18030", "x-gbk": "GB18030", "euc-cn": "GB18030", "shift_jis": "CP932",
        "shift-jis": "CP932", "sjis": "CP932", "x-sjis": "CP932", "windows-31j": "CP932", "ms_kanji": "CP932", "euc-kr": "UHC",
        "ks_c_5601-1987": "UHC", "ksc5601": "UHC", "windows-949": "UHC", "big5": "BIG5-HKSCS", "x-x-big5": "BIG5-HKSCS",
    ]

    /// The text in UTF-8. Time and memory grow with the text.
    ///
    /// - Throws: `Failure`; nothing is guessed and nothing is left out.
    public static func utf8(_ octets: [UInt8], from name: String) throws(Failure) -> [UInt8] {
        // More than a name, and iconv would leave out or replace what it cannot convert (`//IGNORE`).
        guard !name.isEmpty, name.utf8.count <= 40, name.utf8.allSatisfy(isNamePart) else { throw .unknownName }
        guard let converter = iconv_open("UTF-8", supersets[name.lowercased()] ?? name), Int(bitPattern: converter) != -1 else {
            throw .unknownName
        }
        defer { iconv_close(converter) }
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + octets.count / 2)
        let failedAt = octets.withUnsafeBytes { convert($0, with: converter, to: &result) }
        if let failedAt { throw .badSequence(offset: failedAt) }
        return result
    }

    /// Converts all of it; the offset of what cannot be converted, nil when everything was.
    private static func convert(_ octets: UnsafeRawBufferPointer, with converter: iconv_t, to result: inout [UInt8]) -> Int? {
        let source = UnsafeMutableRawBufferPointer(mutating: octets).bindMemory(to: CChar.self)
        var input = source.baseAddress
        var left = source.count
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 16) { buffer in
            var isFlushing = left == 0
            while true {
                var output = buffer.baseAddress
                var room = buffer.count
                // The last call, without input, ends what an escape sequence began.
                let count = isFlushing ? iconv(converter, nil, nil, &output, &room) : iconv(converter, &input, &left, &output, &room)
                let code = errno
                result.append(contentsOf: UnsafeRawBufferPointer(buffer).prefix(buffer.count - room))
                if count == -1 {
                    if code == E2BIG { continue }
                    return octets.count - left
                }
                if isFlushing { return nil }
                isFlushing = true
            }
        }
    }

    private static func isNamePart(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "+"):
            true
        default: false
        }
    }
}
