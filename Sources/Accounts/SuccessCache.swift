import CalendarStore
import Crypto
import Synchronization

/// Remembers recent right passwords under a keyed hash, so that they cost the slow hash once. The key lives in this process only.
final class SuccessCache: Sendable {
    /// SHA-256 over a secret block, name, host and password.
    struct Key: Hashable, Sendable {
        let code: SHA256.Digest
        func hash(into hasher: inout Hasher) { code.withUnsafeBytes { hasher.combine(bytes: $0) } }
        static func == (left: Key, right: Key) -> Bool { left.code == right.code }
    }

    struct Entry: Sendable {
        var account: AuthenticatedAccount
        let verifier: String
        /// Of the store, when account and verifier were last read.
        var directoryVersion: Int64
        let expires: Timestamp
    }

    /// A check under way: failures count for the address they come from, so each address has its own.
    private struct Check: Hashable {
        let key: Key
        let address: String
    }

    private struct State {
        /// Entries used since the last turn; when full they become the old ones and the former old ones go.
        var young: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
        var running: [Check: Task<AuthenticatedAccount, any Error>] = [:]
    }

    /// Has taken the secret in already. A hash with a secret in front can be carried on by who sees it, but nobody does: HMAC would pay twice for that.
    private let keyed: SHA256
    private let state = Mutex(State())
    private let halfCapacity: Int

    init(capacity: Int) {
        halfCapacity = max(1, capacity / 2)
        var hash = SHA256()
        // One block of the hash.
        SymmetricKey(size: SymmetricKeySize(bitCount: 512)).withUnsafeBytes { hash.update(bufferPointer: $0) }
        keyed = hash
    }

    func key(name: String, password: String, host: String) -> Key {
        var text: [UInt8] = []
        text.reserveCapacity(128)
        for part in [name, host, password] {
            withUnsafeBytes(of: UInt64(part.utf8.count).littleEndian) { text.append(contentsOf: $0) }
            text.append(contentsOf: part.utf8)
        }
        var hash = keyed
        text.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Key(code: hash.finalize())
    }

    func entry(_ key: Key, now: Timestamp) -> Entry? {
        state.withLock { state in
            if let entry = state.young[key] {
                if entry.expires > now { return entry }
                state.young[key] = nil
                return nil
            }
            guard let entry = state.old.removeValue(forKey: key), entry.expires > now else { return nil }
            keep(key, entry, in: &state)
            return entry
        }
    }

    func insert(_ key: Key, _ entry: Entry) { state.withLock { keep(key, entry, in: &$0) } }

    func renew(_ key: Key, account: AuthenticatedAccount, directoryVersion: Int64) {
        state.withLock { state in
            guard var entry = state.young[key] else { return }
            entry.account = account
            entry.directoryVersion = directoryVersion
            state.young[key] = entry
        }
    }

    func forget(_ key: Key) {
        state.withLock { state in
            state.young[key] = nil
            state.old[key] = nil
        }
    }

    /// Runs a check once for all requests that bring the same credentials from the same address at the same time.
    func shared(
        _ key: Key, address: String, _ check: @escaping @Sendable () async throws -> AuthenticatedAccount
    ) async throws -> AuthenticatedAccount {
        let identity = Check(key: key, address: address)
        let task = state.withLock { state in
            if let running = state.running[identity] { return running }
            let task = Task { [self] in
                defer { self.state.withLock { $0.running[identity] = nil } }
                return try await check()
            }
            state.running[identity] = task
            return task
        }
        return try await task.value
    }

    private func keep(_ key: Key, _ entry: Entry, in state: inout State) {
        if state.young.count >= halfCapacity {
            state.old = state.young
            state.young = [:]
        }
        state.young[key] = entry
    }
}
