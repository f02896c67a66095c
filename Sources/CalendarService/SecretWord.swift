import CalendarStore

/// A word that opens something to whoever knows it: the id of a WCAP session, the secret of a feed link.
///
/// 26 characters of `[a-z0-9]`, 134 bits from the system's random source. The store keeps its hash, and finds it by that: how long the search takes
/// tells nothing about the word.
enum SecretWord {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let length = 26

    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
        return String(decoding: letters, as: UTF8.self)
    }

    /// What the store keeps of a word: SHA-256, for random words need no slow hash.
    static func hash(_ word: String) -> Digest { Digest(octets: SecureHash.octets(of: Array(word.utf8))) }
}
