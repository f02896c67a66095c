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

    /// Whether an instance shows an end. One that nobody gave is shown if it is not the start.
    func showsEnd(_ occurrence: Occurrence) -> Bool {
        if isToDo { return hasEnd }
        guard let end = occurrence.endClockSeconds else { return false }
        return hasEnd || end != occurrence.startClockSeconds
    }

    /// The end as it is shown; nil: none is.
    func end(of occurrence: Occurrence) -> DateTimeValue? {
        showsEnd(occurrence) ? occurrence.end ?? occurrence.start : nil
    }

    /// The instant of the recurrence id: an override may name its instance by a value of another kind.
    func recurrenceInstant(of occurrence: Occurrence, id: DateTimeValue, zones: ZoneResolver) -> Instant {
        isOverride ? zones.instant(of: id) : occurrence.recurrenceInstant ?? zones.instant(of: id)
    }
}

/// The forms of the times that an instance shows: instances that agree in them differ in digits only.
struct InstanceShape: Sendable {
    private let example: Occurrence
    private let showsEnd: Bool
    private let startIsDate: Bool
    private let endIsDate: Bool
    private let times: ShownTimes
    private let zones: ZoneResolver

    /// The shape of an instance and all that are like it.
    init(_ occurrence: Occurrence, _ times: ShownTimes, zones: ZoneResolver) {
        example = occurrence
        self.times = times
        self.zones = zones
        showsEnd = times.showsEnd(occurrence)
        startIsDate = occurrence.start.isDate
        endIsDate = times.end(of: occurrence)?.isDate ?? false
    }

    /// Whether another instance shows the same times in the same forms.
    func fits(_ occurrence: Occurrence) -> Bool { occurrence.isFormed(like: example) && times.showsEnd(occurrence) == showsEnd }

    /// The times that an instance of this shape shows.
    func values(_ occurrence: Occurrence) -> InstanceTimes {
        let start = occurrence.startInstant.seconds
        let end = occurrence.endInstant.seconds
        var values = InstanceTimes(startInstant: start, endInstant: end)
        values.start = startIsDate ? occurrence.startClockSeconds : start
        if showsEnd { values.end = endIsDate ? occurrence.endClockSeconds ?? occurrence.startClockSeconds : end }
        switch occurrence.ownRecurrenceID {
        case .none: values.recurrenceID = values.start
        case .some(.date(let date)): values.recurrenceID = LocalDateTime(startOf: date).timelineSeconds
        case .some(let id): values.recurrenceID = times.recurrenceInstant(of: occurrence, id: id, zones: zones).seconds
        }
        return values
    }
}

/// The times of one instance as numbers: seconds in UTC, or for a date those of its midnight on any clock.
struct InstanceTimes: Sendable {
    enum Time: UInt8, Sendable {
        case recurrenceID, start, end, startInstant, endInstant
    }

    var recurrenceID: Int64 = 0
    var start: Int64 = 0
    var end: Int64 = 0
    /// What alarms count from.
    let startInstant: Int64
    let endInstant: Int64

    init(startInstant: Int64 = 0, endInstant: Int64 = 0) {
        self.startInstant = startInstant
        self.endInstant = endInstant
    }

    private static let ordinary = Instant.distantPast.seconds + 2 * 366 * 86_400..<Instant.distantFuture.seconds - 2 * 366 * 86_400

    /// Whether every time around the instance has a year of four digits, in any zone, alarms within a year of it included.
    var isOrdinary: Bool {
        let years = Self.ordinary
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
}
