import CalendarStore
import Synchronization

/// Revisions at which calendars are known to show no links.
final class LinklessCalendars: Sendable {
    private static let limit = 50_000
    private let revisions = Mutex<[CalendarID: ChangeNumber]>([:])

    func holds(_ calendar: Calendar) -> Bool { revisions.withLock { $0[calendar.id] == calendar.revision } }

    func keep(_ calendar: Calendar) {
        revisions.withLock {
            if $0.count >= Self.limit { $0.removeAll() }
            $0[calendar.id] = calendar.revision
        }
    }
}
