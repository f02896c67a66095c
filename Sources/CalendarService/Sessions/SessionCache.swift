import CalendarStore
import Synchronization

/// Sessions that were used lately, so that a request needs no query for its own.
final class SessionCache: Sendable {
    struct Entry: Sendable {
        var session: Session
        /// When the row was last read or written: after a short while it is asked again, another process may have ended the session.
        var confirmed: Timestamp
    }

    private static let limit = 50_000
    private let entries = Mutex<[Digest: Entry]>([:])

    func entry(_ idHash: Digest) -> Entry? { entries.withLock { $0[idHash] } }

    func keep(_ session: Session, confirmed: Timestamp) {
        entries.withLock {
            if $0.count >= Self.limit { $0.removeAll() }
            $0[session.idHash] = Entry(session: session, confirmed: confirmed)
        }
    }

    func forget(_ idHash: Digest) { entries.withLock { _ = $0.removeValue(forKey: idHash) } }
}
