import CalendarStore
import Synchronization

/// The last changes of calendars, as clients that follow them ask for them: all of a calendar's clients ask for the same few after each change.
///
/// Bounded in changes.
final class RecentChanges: Sendable {
    private struct Tail {
        /// What is known: the newest change of each name after this number…
        var start: ChangeNumber
        /// …up to this revision.
        var revision: ChangeNumber
        var changes: [ResourceChange]
    }

    private struct State {
        var tails: [CalendarID: Tail] = [:]
        /// Of all tails, one more for each.
        var size = 0
    }

    private static let limit = 20_000
    private static let longestTail = 100
    private let state = Mutex(State())

    /// The changes after a number up to the present revision of a calendar; nil: not known.
    func changes(of calendar: Calendar, after number: ChangeNumber) -> [ResourceChange]? {
        guard let tail = state.withLock({ $0.tails[calendar.id] }), tail.revision == calendar.revision, tail.start <= number else {
            return nil
        }
        return tail.start == number ? tail.changes : tail.changes.filter { $0.number > number }
    }

    /// Keeps all changes after a number up to the present revision of a calendar, if they are few.
    func keep(_ changes: [ResourceChange], of calendar: Calendar, after number: ChangeNumber) {
        guard changes.count <= Self.longestTail else { return }
        state.withLock { state in
            if let known = state.tails[calendar.id] {
                // What reaches back further answers more, while it is of the same revision.
                if known.revision > calendar.revision || known.revision == calendar.revision && known.start <= number { return }
                state.size -= known.changes.count + 1
            }
            if state.size + changes.count >= Self.limit { state = State() }
            state.tails[calendar.id] = Tail(start: number, revision: calendar.revision, changes: changes)
            state.size += changes.count + 1
        }
    }
}
