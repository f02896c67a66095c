import CalendarStore

/// Lower-case hexadecimal digits.
enum Hexadecimal {
    static func text(of octets: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: octets.count * 2) { text in
            var place = 0
            for octet in octets {
                text[place] = digit(octet >> 4)
                text[place + 1] = digit(octet & 15)
                place += 2
            }
            return place
        }
    }

    /// The digits of the first octets of a digest.
    static func text(of digest: Digest, octets count: Int = 32) -> String { digest.withUnsafeBytes { text(of: $0.prefix(count)) } }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x57 &+ value }
}
