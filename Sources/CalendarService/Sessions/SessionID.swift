import CalendarStore

/// The id of a WCAP session: 26 characters of `[a-z0-9]`, 134 bits from the system's random source.
enum SessionID {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<26).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
        return String(decoding: letters, as: UTF8.self)
    }

    /// What the store keeps of an id.
    static func hash(_ id: String) -> Digest { Digest(octets: SecureHash.octets(of: Array(id.utf8))) }
}
