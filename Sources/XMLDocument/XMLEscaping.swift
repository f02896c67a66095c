/// How text and attribute values are written (XML 1.0 sections 2.2, 2.4, 3.3.3).
enum XMLEscaping {
    /// Appends text; characters that XML 1.0 cannot hold are dropped, a carriage return is written so that it survives reading.
    static func append(text: some Sequence<UInt8>, inAttribute: Bool, to bytes: inout [UInt8]) {
        let done: Void? = text.withContiguousStorageIfAvailable { append($0, inAttribute, to: &bytes) }
        if done == nil { Array(text).withUnsafeBufferPointer { append($0, inAttribute, to: &bytes) } }
    }

    /// Appends text given as octets; what is no UTF-8 becomes U+FFFD.
    static func append(utf8 text: some Collection<UInt8>, to bytes: inout [UInt8]) {
        let isDone: Bool? = text.withContiguousStorageIfAvailable { text in
            guard isASCII(text) || String(validating: text, as: UTF8.self) != nil else { return false }
            append(text, false, to: &bytes)
            return true
        }
        if isDone != true { append(text: String(decoding: text, as: UTF8.self).utf8, inAttribute: false, to: &bytes) }
    }

    /// Whether no octet has its highest bit set; eight octets at a time.
    static func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let octets = UnsafeRawBufferPointer(text)
        var position = 0
        while position + 8 <= octets.count {
            if octets.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
            position += 8
        }
        return octets[position...].allSatisfy { $0 < 0x80 }
    }

    /// Octets of text that are written at a time, into room for the longest replacement of each.
    private static let portion = 4096
    private static let longestReplacement = 6

    private static func append(_ text: UnsafeBufferPointer<UInt8>, _ inAttribute: Bool, to bytes: inout [UInt8]) {
        var rest = text[...]
        while !rest.isEmpty {
            var now = rest.prefix(portion)
            // U+FFFE and U+FFFF are looked at whole.
            while now.count < rest.count, now.count > portion - 3, rest[now.endIndex] & 0xC0 == 0x80 { now.removeLast() }
            rest = rest[now.endIndex...]
            let piece = UnsafeBufferPointer(rebasing: now)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longestReplacement * piece.count + 8) { room in
                let written = write(piece, inAttribute, to: room)
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: room[..<written]))
            }
        }
    }

    /// Writes a piece, eight octets at a time where none of them needs care; returns how many octets were written.
    private static func write(
        _ text: UnsafeBufferPointer<UInt8>, _ inAttribute: Bool, to room: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        let source = UnsafeRawBufferPointer(text)
        let target = UnsafeMutableRawBufferPointer(room)
        var place = 0
        var written = 0
        func put(_ text: StaticString) {
            text.withUTF8Buffer { UnsafeMutableRawBufferPointer(rebasing: target[written...]).copyMemory(from: UnsafeRawBufferPointer($0)) }
            written += text.utf8CodeUnitCount
        }
        while place < text.count {
            if !inAttribute, place + 8 <= text.count {
                let word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                target.storeBytes(of: word.littleEndian, toByteOffset: written, as: UInt64.self)
                let marks = needsCare(word)
                let clean = marks == 0 ? 8 : marks.trailingZeroBitCount / 8
                place += clean
                written += clean
                if marks == 0 { continue }
            }
            let byte = text[place]
            place += 1
            switch byte {
            case UInt8(ascii: "<"): put("&lt;")
            case UInt8(ascii: ">"): put("&gt;")
            case UInt8(ascii: "&"): put("&amp;")
            case UInt8(ascii: "\"") where inAttribute: put("&quot;")
            case 0x09 where inAttribute: put("&#9;")
            case 0x0A where inAttribute: put("&#10;")
            case 0x0D: put("&#13;")
            case 0x00..<0x20 where byte != 0x09 && byte != 0x0A: continue
            case 0xEF where place + 1 < text.count && text[place] == 0xBF && text[place + 1] >= 0xBE: place += 2
            default:
                room[written] = byte
                written += 1
            }
        }
        return written
    }

    /// The highest bit of each octet that is a control, `&`, `<`, `>` or no ASCII. The lowest mark is exact, others may be too many.
    @inline(__always)
    private static func needsCare(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let ampersands = word ^ (0x26 * ones)
        let brackets = (word & (0xFD * ones)) ^ (0x3C * ones)
        let controls = (word &- 0x20 * ones) & ~word
        return (controls | ((ampersands &- ones) & ~ampersands) | ((brackets &- ones) & ~brackets) | word) & (0x80 * ones)
    }
}
