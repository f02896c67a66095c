/// The name by which a calendar is known outside for ever: a random UUID in lower case (RFC 9562, version 4).
enum PublicID {
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        var octets = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        octets[6] = octets[6] & 0x0F | 0x40
        octets[8] = octets[8] & 0x3F | 0x80
        return [octets[0..<4], octets[4..<6], octets[6..<8], octets[8..<10], octets[10..<16]].map(Hexadecimal.text).joined(separator: "-")
    }
}
