/// What a component says about each of its instances: the form of start and end, and the length.
///
/// A length from DTEND or DUE is exact: every instance lasts as many seconds as the first, also over a change of the clocks. A length from
/// DURATION is nominal: its days count on the local clock, its seconds on the UTC line. RFC 5545 section 3.8.5.3 asks for exactly that.
/// Dates last whole days. An end before the start counts as none.
final class InstanceTemplate: Sendable {
    enum Length: Sendable, Equatable {
        /// No end at all: a to-do without due date.
        case open
        /// Seconds on the UTC line.
        case exact(Int64)
        /// Days on the local clock, then seconds on the UTC line.
        case nominal(days: Int, seconds: Int64)
    }

    /// A place on the time line: seconds on the template's clock, and in UTC.
    struct Point: Sendable, Equatable {
        var local: Int64
        var instant: Int64
    }

    let componentIndex: Int
    /// DTSTART, or what stands for it.
    let start: DateTimeValue
    let startPoint: Point
    let clock: ZoneClock
    let length: Length
    /// DTEND or DUE where it is told on another clock than the start, else DTSTART: which form the ends of instances take.
    let endForm: DateTimeValue
    /// The clock of an end that is told on another one than the start's.
    private let endClock: ZoneClock?

    /// Reads start and length. `fallback` is the start for a component without DTSTART; a to-do without either starts when it is due.
    /// nil when nothing places the component in time.
    init?(_ component: Component, index: Int, zones: ZoneResolver, fallback: DateTimeValue? = nil) {
        let isToDo = component.name == .vtodo
        let given = component.first(.dtstart).flatMap { try? $0.dateTime() }
        let endProperty = component.first(isToDo ? .due : .dtend)
        let end = endProperty.flatMap { try? $0.dateTime() }
        guard let start = given ?? fallback ?? (isToDo ? end : nil) else { return nil }
        componentIndex = index
        self.start = start
        clock = ZoneClock(of: start, zones: zones)
        let local = start.local.timelineSeconds
        startPoint = Point(local: local, instant: clock.instant(ofLocal: local))
        var endForm = start
        var endClock: ZoneClock?
        let byDefault: Length = isToDo ? .open : start.isDate ? .nominal(days: 1, seconds: 0) : .exact(0)
        if let end {
            if start.isDate {
                let days = end.date.dayNumber - start.date.dayNumber
                // What is only due on a date lasts no day: its end is that date itself.
                length = .nominal(days: given == nil && fallback == nil ? 0 : max(days, 1), seconds: 0)
            } else if end.isDate {
                // A date as the end of a time: up to that midnight on the start's clock.
                length = .exact(max(0, clock.instant(ofLocal: end.local.timelineSeconds) - startPoint.instant))
            } else {
                let ownClock = end.sharesClock(with: start) ? clock : ZoneClock(of: end, zones: zones)
                length = .exact(max(0, ownClock.instant(ofLocal: end.local.timelineSeconds) - startPoint.instant))
                if !end.sharesClock(with: start) { (endForm, endClock) = (end, ownClock) }
            }
        } else if let duration = component.first(.duration).flatMap({ try? $0.duration() }) {
            if duration.isNegative {
                length = start.isDate ? byDefault : .exact(0)
            } else if start.isDate {
                let days = Int(clamping: duration.approximateSeconds / 86_400 + (duration.approximateSeconds % 86_400 > 0 ? 1 : 0))
                length = .nominal(days: min(max(days, 1), 4_000_000), seconds: 0)
            } else {
                length = .nominal(days: min(duration.days, 4_000_000), seconds: min(duration.seconds, 1 << 40))
            }
        } else {
            length = byDefault
        }
        self.endForm = endForm
        self.endClock = endClock
    }

    /// No instance lasts longer than this many seconds.
    var maximumSeconds: Int64 { InstanceTemplate.maximumSeconds(of: length) }

    static func maximumSeconds(of length: Length) -> Int64 {
        switch length {
        case .open: 0
        case .exact(let seconds): seconds
        case .nominal(let days, let seconds): Int64(days + 1) * 86_400 + max(0, seconds)
        }
    }

    /// Start and end of the component's own instance.
    var hull: (start: Instant, end: Instant) {
        var zone = ZoneCursor(clock)
        let end = end(of: startPoint, length: length, zone: &zone)?.instant ?? startPoint.instant
        return (Instant(seconds: startPoint.instant), Instant(seconds: max(startPoint.instant, end)))
    }

    /// An instance of this component that begins at a point of its clock. `zone` is a cursor on that clock.
    @inline(__always)
    func occurrence(at point: Point, length: Length? = nil, name: Occurrence.Name, zone: inout ZoneCursor) -> Occurrence {
        Occurrence(self, start: point, end: end(of: point, length: length ?? self.length, zone: &zone), name: name)
    }

    /// The end on the clock that the end is told on.
    @inline(__always)
    private func end(of point: Point, length: Length, zone: inout ZoneCursor) -> Point? {
        switch length {
        case .open: return nil
        case .exact(let seconds):
            let instant = point.instant + seconds
            if let endClock { return Point(local: endClock.local(at: instant), instant: instant) }
            return seconds == 0 ? point : Point(local: zone.local(at: instant), instant: instant)
        case .nominal(let days, let seconds):
            let local = point.local + Int64(days) * 86_400
            let instant = zone.instant(ofLocal: local).instant + seconds
            if let endClock { return Point(local: endClock.local(at: instant), instant: instant) }
            return Point(local: seconds == 0 ? local : zone.local(at: instant), instant: instant)
        }
    }
}

extension InstanceTemplate {
    /// A point in the form of the start; in UTC where that form names another instant: the second of two equal local times.
    func value(of point: Point) -> DateTimeValue {
        if !start.isDate, clock.instant(ofLocal: point.local) != point.instant { return .utc(Instant(seconds: point.instant).utc) }
        return start.replacing(local: LocalDateTime(timelineSeconds: point.local))
    }

    /// A point in the form of the end; of a zoned end in UTC where that form names another instant.
    func endValue(of point: Point) -> DateTimeValue {
        if case .zoned = endForm, (endClock ?? clock).instant(ofLocal: point.local) != point.instant {
            return .utc(Instant(seconds: point.instant).utc)
        }
        return endForm.replacing(local: LocalDateTime(timelineSeconds: point.local))
    }

    /// A local time on another component's clock, on this one's.
    func point(ofLocal local: Int64, on other: InstanceTemplate) -> Point {
        if start.isDate {
            let midnight = floorDivision(local, 86_400) * 86_400
            return Point(local: midnight, instant: clock.instant(ofLocal: midnight))
        }
        let instant = other.clock.instant(ofLocal: local)
        if start.sharesClock(with: other.start) { return Point(local: local, instant: instant) }
        return Point(local: clock.local(at: instant), instant: instant)
    }
}

extension DateTimeValue {
    /// Whether both are read on the same clock: both UTC, both without zone, or the same TZID.
    func sharesClock(with other: DateTimeValue) -> Bool {
        switch (self, other) {
        case (.utc, .utc), (.floating, .floating), (.date, .date), (.floating, .date), (.date, .floating): true
        case (.zoned(_, let left), .zoned(_, let right)): left == right
        default: false
        }
    }
}
