/// How text and attribute values are written (XML 1.0 sections 2.2, 2.4, 3.3.3).
enum XMLEscaping {
    /// Appends text; characters that XML 1.0 cannot hold are dropped, a carriage return is written so that it survives reading.
    static func append(text: some Sequence<UInt8>, inAttribute: Bool, to bytes: inout [UInt8]) {
        let done: Void? = text.withContiguousStorageIfAvailable { append($0, inAttribute, to: &bytes) }
        if done == nil { Array(text).withUnsafeBufferPointer { append($0, inAttribute, to: &bytes) } }
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
            bytes.append(contentsOf: text[copied..<position])
            replacement.withUTF8Buffer { bytes.append(contentsOf: $0) }
            position += length
            copied = position
        }
        bytes.append(contentsOf: text[copied...])
    }
}
