import CalendarStore
import Synchronization

/// Contents of objects that were asked for lately, by ETag: the hash of what the store keeps. No change by anybody can make one wrong.
///
/// Bounded in octets. Two generations: what is asked for moves to the younger one, and when that has grown to half of the limit, the older
/// one is forgotten.
final class ObjectCache: Sendable {
    private struct State {
        var young: [String: CachedObject] = [:]
        var old: [String: CachedObject] = [:]
        var size = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    subscript(etag: String) -> CachedObject? { state.withLock { content(etag, in: &$0) } }

    /// The contents of objects, nil for those that are not known.
    func contents(of records: [ObjectRecord]) -> [CachedObject?] {
        state.withLock { state in records.indices.map { content(records[$0].etag, in: &state) } }
    }

    private func content(_ etag: String, in state: inout State) -> CachedObject? {
        if let object = state.young[etag] { return object }
        guard let object = state.old[etag] else { return nil }
        keep(object, as: etag, in: &state)
        return object
    }

    func keep(_ object: CachedObject, as etag: String) {
        state.withLock { keep(object, as: etag, in: &$0) }
    }

    private func keep(_ object: CachedObject, as etag: String, in state: inout State) {
        let cost = object.cost
        // One that would drive out everything else is not worth it.
        guard cost <= limit / 8 else { return }
        if state.size + cost > limit / 2 {
            state.old = state.young
            state.young = [:]
            state.size = 0
        }
        if state.young.updateValue(object, forKey: etag) == nil { state.size += cost }
    }

    /// Forgets everything: definitions by name change with the zone database.
    func removeAll() { state.withLock { $0 = State() } }
}
