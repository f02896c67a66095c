import CalendarStore
import Synchronization

/// Rows of whole calendars at a revision: what a PROPFIND of all ETags needs. Bounded in rows.
final class RecordCache: Sendable {
    private struct Entry {
        var revision: ChangeNumber
        var records: [ObjectRecord]
        var lastUse: UInt64
    }

    private struct State {
        var entries: [CalendarID: Entry] = [:]
        var rows = 0
        var uses: UInt64 = 0
    }

    private static let limit = 60_000
    private let state = Mutex(State())

    func records(of calendar: CalendarID, at revision: ChangeNumber) -> [ObjectRecord]? {
        state.withLock { state in
            guard let entry = state.entries[calendar], entry.revision == revision else { return nil }
            state.uses += 1
            state.entries[calendar]?.lastUse = state.uses
            return entry.records
        }
    }

    /// Forgets the rows of a calendar: they changed without a change of its revision.
    func forget(_ calendar: CalendarID) {
        state.withLock { state in
            if let old = state.entries.removeValue(forKey: calendar) { state.rows -= old.records.count }
        }
    }

    func keep(_ records: [ObjectRecord], of calendar: CalendarID, at revision: ChangeNumber) {
        guard records.count <= Self.limit else { return }
        state.withLock { state in
            if let old = state.entries.removeValue(forKey: calendar) { state.rows -= old.records.count }
            while state.rows + records.count > Self.limit, let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                state.entries[oldest.key] = nil
                state.rows -= oldest.value.records.count
            }
            state.uses += 1
            state.entries[calendar] = Entry(revision: revision, records: records, lastUse: state.uses)
            state.rows += records.count
        }
    }
}
