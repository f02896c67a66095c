public import CalendarStore
import Crypto

/// Words that our own forms carry, so that a page of somebody else's cannot send one with the login a browser remembers.
///
/// A token is bound to an account. The key lives in this process only: after a restart a form that is still open has to be loaded again.
public struct FormTokens: Sendable {
    private let key = SymmetricKey(size: .bits256)

    /// Hexadecimal digits.
    public func token(for account: AccountID) -> String {
        code(for: account).map { String(Unicode.Scalar(Self.digit($0 >> 4))) + String(Unicode.Scalar(Self.digit($0 & 15))) }.joined()
    }

    /// Whether a token was given out to an account; compared in constant time.
    public func isValid(_ token: String, for account: AccountID) -> Bool {
        let expected = Array(self.token(for: account).utf8)
        let given = Array(token.utf8)
        guard given.count == expected.count else { return false }
        return zip(given, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func code(for account: AccountID) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array("form \(account.rawValue)".utf8), using: key)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}
