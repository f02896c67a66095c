/// What an octet may be at the start of a content line.
enum CharacterClass {
    /// For octets that a name may hold: the octet in upper case. 0 for all others.
    ///
    /// Beside the letters, digits and hyphen of RFC 5545 section 3.1 these are the underscore, the dot and the slash that real producers use, and
    /// everything from 0x80 up.
    static let nameOctets: [UInt8] = (0...255).map { (octet: UInt16) -> UInt8 in
        let octet = UInt8(truncatingIfNeeded: octet)
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): return octet & 0xDF
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: return octet
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"): return octet
        default: return 0
        }
    }

    /// Whether a control character is dropped: all but the tab.
    static func isForbidden(_ octet: UInt8) -> Bool { octet < 0x20 && octet != 0x09 || octet == 0x7F }
}
