/// Name and password of an HTTP Basic header (RFC 7617).
public struct BasicCredentials: Sendable {
    public let name: String
    public let password: String

    /// Reads an `Authorization` header: UTF-8, or Latin-1 where it is no UTF-8; nil when it is no Basic pair.
    public init?(authorization value: String) {
        let value = value.utf8
        guard value.count > 6, value.prefix(6).elementsEqual("basic ".utf8, by: { $0 | 0x20 == $1 }),
            let octets = Self.decoded(value.dropFirst(6)), let colon = octets.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        name = Self.text(octets[..<colon])
        password = Self.text(octets[octets.index(after: colon)...])
    }

    /// Base64 between blanks; some clients leave the padding out.
    private static func decoded(_ encoded: some BidirectionalCollection<UInt8>) -> [UInt8]? {
        var encoded = encoded.drop { $0 == 0x20 }
        while let last = encoded.last, last == 0x20 || last == 0x09 { encoded.removeLast() }
        var padding = 0
        while let last = encoded.last, last == UInt8(ascii: "="), padding < 2 {
            encoded.removeLast()
            padding += 1
        }
        var octets: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for letter in encoded {
            guard let value = value(of: letter) else { return nil }
            bits = bits << 6 | value
            count += 1
            if count % 4 == 0 {
                octets.append(UInt8(truncatingIfNeeded: bits >> 16))
                octets.append(UInt8(truncatingIfNeeded: bits >> 8))
                octets.append(UInt8(truncatingIfNeeded: bits))
            }
        }
        // Padding, where there is any, has to be the right one.
        guard padding == 0 || (count + padding) % 4 == 0 else { return nil }
        switch count % 4 {
        case 0: break
        case 2: octets.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3:
            octets.append(UInt8(truncatingIfNeeded: bits >> 10))
            octets.append(UInt8(truncatingIfNeeded: bits >> 2))
        default: return nil
        }
        return octets
    }

    private static func value(of letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - 65)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - 71)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    private static func text(_ octets: ArraySlice<UInt8>) -> String {
        String(validating: octets, as: UTF8.self) ?? String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
    }
}
