import Synchronization

/// What holds for one directory version of the store; forgotten with the next one.
///
/// Bounded: a full table starts again.
final class DirectoryTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var directoryVersion: Int64?
        var values: [Key: Value] = [:]

        /// Forgets what belongs to an older version of it; false when `directoryVersion` itself is older than what is here.
        mutating func advance(to directoryVersion: Int64) -> Bool {
            guard let known = self.directoryVersion, known >= directoryVersion else {
                self = State(directoryVersion: directoryVersion)
                return true
            }
            return known == directoryVersion
        }
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = 20_000) { self.limit = limit }

    /// What is known of a key at a version; nil: nothing, or the store has moved on.
    func value(_ key: Key, directoryVersion: Int64) -> Value? {
        state.withLock { $0.advance(to: directoryVersion) ? $0.values[key] : nil }
    }

    /// Keeps what was read at a version, unless something newer is known.
    func keep(_ value: Value, for key: Key, directoryVersion: Int64) {
        state.withLock {
            guard $0.advance(to: directoryVersion) else { return }
            if $0.values.count >= limit { $0.values.removeAll() }
            $0.values[key] = value
        }
    }
}
