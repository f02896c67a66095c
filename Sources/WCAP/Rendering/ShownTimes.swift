import ICalendar

/// Which times the instances of a component show: RECURRENCE-ID, DTSTART, and DTEND or DUE.
struct ShownTimes: Sendable {
    private let isToDo: Bool
    /// A to-do placed by its due date alone has no start of its own.
    let hasStart: Bool
    private let hasEnd: Bool
    private let isOverride: Bool

    init(of component: Component) {
        isToDo = component.name == .vtodo
        hasStart = !isToDo || component.has(.dtstart)
        hasEnd = component.has(isToDo ? .due : .dtend) || component.has(.duration)
        isOverride = component.has(.recurrenceID)
    }

    var endName: PropertyName { isToDo ? .due : .dtend }

    /// The end as it is shown; nil: none is.
    @inline(__always)
    func end(of occurrence: Occurrence) -> DateTimeValue? {
        if isToDo { return hasEnd ? occurrence.end ?? occurrence.start : nil }
        guard let end = occurrence.end, hasEnd || end != occurrence.start else { return nil }
        return end
    }

    /// The instant of the recurrence id: an override may name its instance by a value of another kind.
    func recurrenceInstant(of occurrence: Occurrence, id: DateTimeValue, zones: ZoneResolver) -> Instant {
        isOverride ? zones.instant(of: id) : occurrence.recurrenceInstant ?? zones.instant(of: id)
    }
}

/// The forms of the times that an instance shows: what two instances must agree in to differ in digits only.
struct InstanceShape: Sendable {
    private let recurrenceID: DateTimeValue?
    private let start: DateTimeValue
    private let end: DateTimeValue?
    let times: ShownTimes

    init(_ occurrence: Occurrence, _ times: ShownTimes) {
        recurrenceID = occurrence.recurrenceID
        start = occurrence.start
        end = times.end(of: occurrence)
        self.times = times
    }

    /// Whether another instance of the same component shows the same times in the same forms.
    func fits(_ occurrence: Occurrence) -> Bool {
        Self.isAlike(start, occurrence.start) && Self.isAlike(recurrenceID, occurrence.recurrenceID)
            && Self.isAlike(end, times.end(of: occurrence))
    }

    @inline(__always)
    private static func isAlike(_ left: DateTimeValue?, _ right: DateTimeValue?) -> Bool {
        switch (left, right) {
        case (nil, nil), (.date, .date), (.floating, .floating), (.utc, .utc): true
        case (.zoned(_, let zone), .zoned(_, let other)): zone == other
        default: false
        }
    }
}

/// The times of one instance as numbers: seconds in UTC, or for a date those of its midnight on any clock.
struct InstanceTimes: Sendable {
    var recurrenceID: Int64 = 0
    var start: Int64 = 0
    var end: Int64 = 0
    /// What alarms count from.
    var startInstant: Int64 = 0
    var endInstant: Int64 = 0

    init() {}

    init(_ occurrence: Occurrence, _ times: ShownTimes, zones: ZoneResolver) {
        startInstant = occurrence.startInstant.seconds
        endInstant = occurrence.endInstant.seconds
        start = Self.seconds(occurrence.start) ?? startInstant
        if let shown = times.end(of: occurrence) { end = Self.seconds(shown) ?? endInstant }
        if let id = occurrence.recurrenceID {
            recurrenceID = Self.seconds(id) ?? times.recurrenceInstant(of: occurrence, id: id, zones: zones).seconds
        }
    }

    private static func seconds(_ value: DateTimeValue) -> Int64? {
        if case .date(let date) = value { LocalDateTime(startOf: date).timelineSeconds } else { nil }
    }

    /// Whether every time around the instance has a year of four digits, in any zone, alarms within a year of it included.
    var isOrdinary: Bool {
        let years = Instant.distantPast.seconds + 2 * 366 * 86_400..<Instant.distantFuture.seconds - 2 * 366 * 86_400
        return years.contains(startInstant) && years.contains(endInstant) && years.contains(recurrenceID) && years.contains(start)
            && years.contains(end)
    }

    subscript(time: Time) -> Int64 {
        switch time {
        case .recurrenceID: recurrenceID
        case .start: start
        case .end: end
        case .startInstant: startInstant
        case .endInstant: endInstant
        }
    }

    enum Time: UInt8, Sendable {
        case recurrenceID, start, end, startInstant, endInstant
    }
}
