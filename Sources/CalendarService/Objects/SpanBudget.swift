import CalendarStore
import ICalendar
import Synchronization

/// What the spans of one publish may cost. Rules that match nowhere take long to find out about, and a text may hold tens of thousands of them.
///
/// When it is used up, what recurs counts as unbounded: never wrong, for a hull only says where to look.
final class SpanBudget: Sendable {
    private let left: Atomic<Int64>

    /// - Parameter milliseconds: of all cores together.
    init(milliseconds: Int64 = 1000) { left = Atomic(milliseconds * 1_000_000) }

    /// The span of an object, exact while there is something left.
    func span(of object: CalendarObject, exactly: () -> ObjectSpan) -> ObjectSpan {
        guard object.isRecurring else { return exactly() }
        guard left.load(ordering: .relaxed) > 0 else { return .unbounded(object) }
        let start = ContinuousClock.now
        let span = exactly()
        left.subtract(start.duration(to: .now).nanoseconds, ordering: .relaxed)
        return span
    }
}

extension ObjectSpan {
    /// A hull that holds every instance and alarm of a series, wherever they are.
    static func unbounded(_ object: CalendarObject) -> ObjectSpan {
        let hasAlarms = object.components.contains { $0.components.contains { $0.name == .valarm } }
        return ObjectSpan(
            first: .distantPast, last: .distantFuture, isRecurring: true, firstAlarm: hasAlarms ? .distantPast : nil,
            lastAlarm: hasAlarms ? .distantFuture : nil)
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds > 1_000_000 ? .max / 2 : seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
