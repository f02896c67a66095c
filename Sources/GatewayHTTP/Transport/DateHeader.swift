import CalendarStore
import ICalendar
import Synchronization

/// The text of the `Date` header, made once a second.
final class DateHeader: Sendable {
    private let cached = Mutex<(second: Int64, text: String)>((.min, ""))

    func text(at time: Timestamp) -> String {
        let instant = time.instant
        return cached.withLock { cached in
            if cached.second != instant.seconds { cached = (instant.seconds, HTTPDate.format(instant)) }
            return cached.text
        }
    }
}
