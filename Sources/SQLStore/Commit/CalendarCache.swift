import CalendarStore
import Synchronization

/// Rows of calendars as of the newest commit, kept in memory: by the writer after each commit of ours, dropped when another process
/// committed.
final class CalendarCache: Sendable {
    private struct State {
        var epoch: StoreEpoch
        var generation: Int64
        /// Counts the commits after which names, accounts and access lists may be others.
        var directoryVersion: Int64 = 0
        var calendars: [CalendarID: Calendar] = [:]

        /// Somebody else committed, we don't know what.
        mutating func forgetAll() {
            calendars.removeAll()
            directoryVersion += 1
        }
    }

    private let state: Mutex<State>
    private let limit = 20_000

    init(_ state: StoreState) {
        self.state = Mutex(State(epoch: state.epoch, generation: state.generation))
    }

    var epoch: StoreEpoch { state.withLock { $0.epoch } }
    var directoryVersion: Int64 { state.withLock { $0.directoryVersion } }

    func calendar(_ id: CalendarID) -> Calendar? { state.withLock { $0.calendars[id] } }
    func holds(_ id: CalendarID) -> Bool { state.withLock { $0.calendars[id] != nil } }

    /// Keeps a row that was read together with the state; unless something newer is known by now.
    func keep(_ calendar: Calendar, asOf read: StoreState) {
        state.withLock { state in
            guard read.generation == state.generation, read.epoch == state.epoch else { return }
            if state.calendars.count >= limit { state.calendars.removeAll() }
            state.calendars[calendar.id] = calendar
        }
    }

    /// A commit of ours: what it touched is replaced or dropped.
    func advance(
        from before: Int64, to after: Int64, touched: Set<CalendarID>, fresh: [CalendarID: Calendar?], changesDirectory: Bool
    ) {
        state.withLock { state in
            if state.generation == before {
                for id in touched { state.calendars[id] = fresh[id] ?? nil }
                if changesDirectory { state.directoryVersion += 1 }
            } else if before != after || state.generation < before {
                // Somebody else's commit lies between, or a reader saw ours first.
                state.forgetAll()
            }
            state.generation = max(state.generation, after)
        }
    }

    /// The state as the file has it now: when it is not what we know, everything is read anew.
    func observe(_ seen: StoreState) {
        state.withLock { state in
            guard seen.generation != state.generation || seen.epoch != state.epoch else { return }
            if seen.epoch == state.epoch && seen.generation < state.generation { return }
            state.forgetAll()
            state.generation = seen.generation
            state.epoch = seen.epoch
        }
    }
}
