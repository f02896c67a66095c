import CalendarStore
import ICalendar

/// The length class of a hull: with at most so many seconds between first and last, what overlaps a range begins in a narrow part of the
/// index (architecture section 5).
enum SpanClass {
    /// Greatest length in seconds of each class; a query seeks once in each.
    static let lengths: [Int64] = [
        1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26, 1 << 28, 1 << 30, Int64.max,
    ]

    /// Series without end: whatever begins before the range's end is a hit.
    static let endless: Int64 = 100

    /// No place in time.
    static let undated: Int64 = -1

    static func of(first: Instant, last: Instant) -> Int64 {
        if last >= .distantFuture { return endless }
        let (length, overflow) = last.seconds.subtractingReportingOverflow(first.seconds)
        guard !overflow else { return Int64(lengths.count - 1) }
        return Int64(lengths.firstIndex { length <= $0 } ?? lengths.count - 1)
    }

    /// The seeks that find every hull overlapping a range: class, and earliest begin of a hull in it that can reach the range.
    static func seeks(from lower: Instant) -> [(spanClass: Int64, earliest: Int64)] {
        var seeks = lengths.enumerated().map { index, length in
            let (earliest, overflow) = lower.seconds.subtractingReportingOverflow(length)
            return (Int64(index), overflow || length == .max ? Int64.min : earliest)
        }
        seeks.append((endless, Int64.min))
        return seeks
    }
}

/// A hull as its columns have it: both ends or none.
struct Hull {
    var spanClass: Int64?
    var first: Int64?
    var last: Int64?

    /// An end that is missing is where the other one is; an end before the begin is at the begin.
    init(first: Instant?, last: Instant?, classWithoutEnds: Int64?) {
        guard let begin = first ?? last else {
            spanClass = classWithoutEnds
            return
        }
        let end = max(begin, last ?? begin)
        spanClass = SpanClass.of(first: begin, last: end)
        self.first = begin.seconds
        self.last = end.seconds
    }
}

extension ObjectSpan {
    var hull: Hull { Hull(first: first, last: last, classWithoutEnds: SpanClass.undated) }
    var alarmHull: Hull { Hull(first: firstAlarm, last: lastAlarm, classWithoutEnds: nil) }
}
