import Logging
import NIOPosix
import Synchronization

/// Runs the slow hash on a few threads of its own, so that a flood of logins exhausts neither the event loops nor the memory.
final class PasswordHasher: Sendable {
    private let parameters: ScryptParameters
    private let pool: NIOThreadPool
    private let waitingLimit: Int
    private let waiting = Mutex(0)
    /// Stands in for the verifier of accounts that don't exist or have no password.
    private let decoy = Mutex<PasswordVerifier?>(nil)

    init(parameters: ScryptParameters, threads: Int, waitingLimit: Int) {
        self.parameters = parameters
        self.waitingLimit = waitingLimit
        pool = NIOThreadPool(numberOfThreads: max(1, threads))
        pool.start()
    }

    /// - Throws: `PasswordRuleError`, `AuthenticationError.busy`.
    func verifier(for password: String) async throws -> PasswordVerifier {
        let parameters = parameters
        return try await queued { try PasswordVerifier(password: password, parameters: parameters) }
    }

    /// Whether a password fits a stored verifier; nil costs the same and never fits.
    ///
    /// - Throws: `AuthenticationError.busy`.
    func verify(_ password: String, against encoded: String?, logger: Logger) async throws -> Bool {
        let verifier = encoded.flatMap { PasswordVerifier(encoded: $0) }
        if encoded != nil, verifier == nil { logger.error("a stored password verifier cannot be read; set a new password") }
        return try await queued { [self] in
            do {
                if let verifier { return try verifier.matches(password) }
                _ = try decoyVerifier().matches(password)
                return false
            } catch {
                logger.error("password hashing failed", metadata: ["error": "\(error)"])
                return false
            }
        }
    }

    func shutdown() async { try? await pool.shutdownGracefully() }

    private func decoyVerifier() throws -> PasswordVerifier {
        if let known = decoy.withLock({ $0 }) { return known }
        let made = try PasswordVerifier(password: "decoy", parameters: parameters)
        decoy.withLock { $0 = made }
        return made
    }

    private func queued<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        let isAccepted = waiting.withLock { count in
            guard count < waitingLimit else { return false }
            count += 1
            return true
        }
        guard isAccepted else { throw AuthenticationError.busy }
        defer { waiting.withLock { $0 -= 1 } }
        return try await pool.runIfActive(work)
    }
}
