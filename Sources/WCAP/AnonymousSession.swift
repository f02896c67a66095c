/// Ids of anonymous sessions: nothing is stored for them, whoever sends one is principal `@`.
enum AnonymousSession {
    private static let prefix = "anonymous"
    private static let length = 33

    static func newID() -> String {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return prefix + String((0..<(length - prefix.count)).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }

    static func isID(_ id: String) -> Bool { id.utf8.count == length && id.hasPrefix(prefix) }
}
