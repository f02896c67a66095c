import CalendarStore
import Synchronization

/// Rows of the objects that ranges of time selected lately, each at its calendar's revision: programs show the same week or month again and
/// again, and every commit, that of a session too, makes SQLite read its pages anew. Bounded in rows.
///
/// Rows are kept from the second time on: for a range that nobody asks for again, keeping would cost more than reading.
final class SelectionCache: Sendable {
    enum Found: Sendable {
        case rows([ObjectRecord])
        /// Asked for before, so worth to be kept.
        case asked
        case nothing
    }

    private struct Key: Hashable {
        var calendar: CalendarID
        var selection: ObjectSelection
    }

    private struct Entry {
        var revision: ChangeNumber
        var directoryVersion: Int64
        var records: [ObjectRecord]
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        /// What was asked for, and at which revision.
        var asked: [Key: ChangeNumber] = [:]
        var rows = 0
        var uses: UInt64 = 0
        var generation = 0

        mutating func remove(_ key: Key) {
            guard let old = entries.removeValue(forKey: key) else { return }
            rows -= SelectionCache.cost(of: old.records)
        }
    }

    private static let limit = 16_384
    private static let askedLimit = 1024
    /// Selections of more rows are not kept.
    static let longest = 2048
    private let state = Mutex(State())

    /// So many rows an entry counts as, with what it takes itself.
    private static func cost(of records: [ObjectRecord]) -> Int { records.count + 16 }

    /// What counts how often rows were forgotten: taken before the transaction that reads them begins.
    var generation: Int { state.withLock { $0.generation } }

    /// - Parameter directoryVersion: the store's, from before the transaction in which `revision` was read: what other processes do to rows
    ///   without a new revision shows in it.
    func records(
        _ selection: ObjectSelection, of calendar: CalendarID, at revision: ChangeNumber, directoryVersion: Int64
    ) -> Found {
        state.withLock { state in
            let key = Key(calendar: calendar, selection: selection)
            if let entry = state.entries[key], entry.revision == revision, entry.directoryVersion == directoryVersion {
                state.uses += 1
                state.entries[key]?.lastUse = state.uses
                return .rows(entry.records)
            }
            if state.asked[key] == revision { return .asked }
            if state.asked.count >= Self.askedLimit { state.asked.removeAll() }
            state.asked[key] = revision
            state.remove(key)
            return .nothing
        }
    }

    /// - Parameter generation: from before the transaction in which the rows were read; since then forgotten ones may be among them.
    func keep(
        _ records: [ObjectRecord], _ selection: ObjectSelection, of calendar: CalendarID, at revision: ChangeNumber,
        directoryVersion: Int64, generation: Int
    ) {
        guard records.count <= Self.longest else { return }
        state.withLock { state in
            guard state.generation == generation else { return }
            let key = Key(calendar: calendar, selection: selection)
            state.remove(key)
            while state.rows + Self.cost(of: records) > Self.limit,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.remove(oldest.key)
            }
            state.uses += 1
            state.entries[key] = Entry(revision: revision, directoryVersion: directoryVersion, records: records, lastUse: state.uses)
            state.rows += Self.cost(of: records)
        }
    }

    /// Forgets the rows of a calendar: they changed without a change of its revision.
    func forget(_ calendar: CalendarID) {
        state.withLock { state in
            state.generation += 1
            for key in state.entries.keys where key.calendar == calendar { state.remove(key) }
        }
    }
}
