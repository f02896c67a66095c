import Crypto
import Foundation
import _CryptoExtras

/// A password that is none.
public enum PasswordRuleError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    /// Over 1024 octets, or with a NUL, CR or LF.
    case unusable

    public var description: String {
        switch self {
        case .empty: "The password is empty."
        case .unusable: "The password is longer than 1024 octets or holds a line end."
        }
    }
}

/// What is kept of a password: scrypt parameters, salt and hash, as `$scrypt$ln=14,r=8,p=5$SALT$HASH` (base64 without padding).
struct PasswordVerifier: Hashable, Sendable {
    let parameters: ScryptParameters
    let salt: [UInt8]
    let hash: [UInt8]

    /// Computes a verifier with a new salt: slow, and it takes the memory its parameters say.
    ///
    /// - Throws: `PasswordRuleError`.
    init(password: String, parameters: ScryptParameters) throws {
        if password.isEmpty { throw PasswordRuleError.empty }
        guard password.utf8.count <= 1024, !password.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
            throw PasswordRuleError.unusable
        }
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        self.parameters = parameters
        self.salt = salt
        hash = try Self.derive(password, salt: salt, parameters: parameters, count: 32)
    }

    /// Reads the stored text; nil when it is no scrypt verifier or asks for more work than is acceptable.
    init?(encoded: String) {
        let parts = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let salt = Self.decode(parts[3]), let hash = Self.decode(parts[4]),
            (8...64).contains(salt.count), (16...64).contains(hash.count)
        else { return nil }
        var values: [String: Int] = [:]
        for pair in parts[2].split(separator: ",") {
            let sides = pair.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, let number = Int(sides[1]) else { return nil }
            values[String(sides[0])] = number
        }
        guard let cost = values["ln"], let blockSize = values["r"], let parallelism = values["p"] else { return nil }
        let parameters = ScryptParameters(logarithmOfCost: cost, blockSize: blockSize, parallelism: parallelism)
        guard parameters.isAcceptable else { return nil }
        self.parameters = parameters
        self.salt = salt
        self.hash = hash
    }

    var encoded: String {
        "$scrypt$ln=\(parameters.logarithmOfCost),r=\(parameters.blockSize),p=\(parameters.parallelism)$\(Self.encode(salt))$\(Self.encode(hash))"
    }

    /// Whether a password is the right one, compared in constant time. As slow as making the verifier.
    func matches(_ password: String) throws -> Bool {
        // An empty or overlong password is never right, but costs the same.
        let isUsable = !password.isEmpty && password.utf8.count <= 1024
        let candidate = try Self.derive(isUsable ? password : "-", salt: salt, parameters: parameters, count: hash.count)
        var difference: UInt8 = isUsable && candidate.count == hash.count ? 0 : 1
        for (left, right) in zip(candidate, hash) { difference |= left ^ right }
        return difference == 0
    }

    private static func derive(_ password: String, salt: [UInt8], parameters: ScryptParameters, count: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: count, rounds: 1 << parameters.logarithmOfCost,
            blockSize: parameters.blockSize, parallelism: parameters.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }

    private static func encode(_ octets: [UInt8]) -> String {
        var text = Data(octets).base64EncodedString()
        while text.hasSuffix("=") { text.removeLast() }
        return text
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        Data(base64Encoded: String(text) + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)).map { Array($0) }
    }
}
