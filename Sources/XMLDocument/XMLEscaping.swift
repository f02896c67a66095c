/// How text and attribute values are written (XML 1.0 sections 2.2, 2.4, 3.3.3).
enum XMLEscaping {
    /// Appends text; characters that XML 1.0 cannot hold are dropped, a carriage return is written so that it survives reading.
    static func append(text: some Sequence<UInt8>, inAttribute: Bool, to bytes: inout [UInt8]) {
        let done: Void? = text.withContiguousStorageIfAvailable { append($0, inAttribute, to: &bytes) }
        if done == nil { Array(text).withUnsafeBufferPointer { append($0, inAttribute, to: &bytes) } }
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

    private static func append(_ text: UnsafeBufferPointer<UInt8>, _ inAttribute: Bool, to bytes: inout [UInt8]) {
        var copied = 0
        var position = 0
        while position < text.count {
            let byte = text[position]
            // One comparison lets most of the text pass: nothing from `?` up needs care but U+FFFE and U+FFFF.
            if byte > 0x3E, byte != 0xEF {
                position += 1
                continue
            }
            var length = 1
            let replacement: StaticString
            switch byte {
            case UInt8(ascii: "<"): replacement = "&lt;"
            case UInt8(ascii: ">"): replacement = "&gt;"
            case UInt8(ascii: "&"): replacement = "&amp;"
            case UInt8(ascii: "\""):
                guard inAttribute else {
                    position += 1
                    continue
                }
                replacement = "&quot;"
            case 0x0D: replacement = "&#13;"
            case 0x09, 0x0A:
                guard inAttribute else {
                    position += 1
                    continue
                }
                replacement = byte == 0x09 ? "&#9;" : "&#10;"
            case 0x00..<0x20: replacement = ""
            case 0xEF:
                guard position + 2 < text.count, text[position + 1] == 0xBF, text[position + 2] >= 0xBE else {
                    position += 1
                    continue
                }
                replacement = ""
                length = 3
            default:
                position += 1
                continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<position]))
            replacement.withUTF8Buffer { bytes.append(contentsOf: $0) }
            position += length
            copied = position
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied...]))
    }
}
