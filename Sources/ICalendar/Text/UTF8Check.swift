/// Well-formedness of UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF.
enum UTF8Check {
    /// Whether all octets are well-formed; eight ASCII octets are taken at a time.
    static func isValid(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(text)
        let count = text.count
        var place = 0
        while place < count {
            if place &+ 8 <= count, raw.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                place &+= 8
                continue
            }
            let lead = text[place]
            if lead < 0x80 {
                place &+= 1
                continue
            }
            let length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0
            guard length > 0, place &+ length <= count else { return false }
            let second = text[place &+ 1]
            guard second & 0xC0 == 0x80 else { return false }
            switch lead {
            case 0xE0: if second < 0xA0 { return false }
            case 0xED: if second > 0x9F { return false }
            case 0xF0: if second < 0x90 { return false }
            case 0xF4: if second > 0x8F { return false }
            default: break
            }
            for offset in 2..<max(length, 2) where text[place &+ offset] & 0xC0 != 0x80 { return false }
            place &+= length
        }
        return true
    }
}
