import ICalendar

/// How long an item lasts, as its end is written (RFC 5545 sections 3.6.1, 3.8.2, 3.8.5.3).
enum ItemLength: Hashable, Sendable {
    /// No DTEND, DUE or DURATION.
    case none
    /// Whole days, of an item that begins on a date.
    case days(Int)
    /// Exact seconds on the UTC time line.
    case seconds(Int64)
    /// A DURATION: nominal days, exact seconds.
    case nominal(CalendarDuration)

    /// The length of a component that begins at `start`.
    init(of component: Component, start: DateTimeValue?, zones: ZoneResolver) {
        if let end = component.end, let start {
            self.init(from: start, to: end, zones: zones)
        } else if component.end == nil, let duration = component.first(.duration).flatMap({ try? $0.duration() }) {
            self = .nominal(duration)
        } else {
            self = .none
        }
    }

    init(from start: DateTimeValue, to end: DateTimeValue, zones: ZoneResolver) {
        if start.isDate {
            // A time as the end of dates: through that day, unless it is its midnight.
            let reaches = end.isDate || end.local.secondOfDay == 0 ? 0 : 1
            self = .days(end.date.dayNumber - start.date.dayNumber + reaches)
        } else {
            let end = end.isDate ? start.replacing(local: end.local) : end
            self = .seconds(zones.instant(of: end).seconds - zones.instant(of: start).seconds)
        }
    }

    var isNegative: Bool {
        switch self {
        case .none: false
        case .days(let days): days < 0
        case .seconds(let seconds): seconds < 0
        case .nominal(let duration): duration.isNegative
        }
    }

    /// The same length for an item that begins on a date (or at a time) instead.
    func adapted(toDates isDate: Bool) -> ItemLength {
        switch self {
        case .days(let days) where !isDate: .seconds(Int64(days) * 86_400)
        case .seconds(let seconds) where isDate: .days(Int(clamping: (max(seconds, 1) + 86_399) / 86_400))
        default: self
        }
    }

    /// The end of an item that begins at `start`; nil without one.
    func end(from start: DateTimeValue, zones: ZoneResolver) -> DateTimeValue? {
        switch adapted(toDates: start.isDate) {
        case .none: return nil
        case .days(let days): return .date(start.date.advanced(byDays: min(max(days, 1), 3_000_000)))
        case .seconds(let seconds):
            return zones.value(at: zones.instant(of: start).advanced(bySeconds: seconds), inFormOf: start)
        case .nominal(let duration):
            if start.isDate {
                let seconds = duration.approximateSeconds
                let days = seconds / 86_400 + (seconds % 86_400 > 0 ? 1 : 0)
                return .date(start.date.advanced(byDays: Int(min(max(days, 1), 3_000_000))))
            }
            let days = Int64(min(max(duration.days, -3_000_000), 3_000_000))
            let moved = start.replacing(local: LocalDateTime(timelineSeconds: start.local.timelineSeconds + days * 86_400))
            guard duration.seconds != 0 else { return moved }
            return zones.value(at: zones.instant(of: moved).advanced(bySeconds: duration.seconds), inFormOf: start)
        }
    }
}

extension Component {
    /// DTSTART, nil when missing or unreadable.
    var start: DateTimeValue? { first(.dtstart).flatMap { try? $0.dateTime() } }

    /// The name of the property that says when it ends: DUE for a to-do, DTEND for others.
    var endName: PropertyName { name == .vtodo ? .due : .dtend }

    /// DTEND or DUE, nil when missing or unreadable.
    var end: DateTimeValue? { first(endName).flatMap { try? $0.dateTime() } }

    /// Where it stands in time: DTSTART, or DUE of a to-do that has nothing else.
    var anchor: DateTimeValue? { start ?? (name == .vtodo ? end : nil) }

    /// RECURRENCE-ID, nil when missing or unreadable.
    var recurrenceID: DateTimeValue? { first(.recurrenceID).flatMap { try? $0.dateTime() } }

    /// Puts DTSTART at another place; its other parameters stay.
    mutating func setStart(_ value: DateTimeValue) { set(.dtstart, to: value) }

    /// Writes a date property, parameters other than VALUE and TZID kept; equal values leave the line alone.
    mutating func set(_ name: PropertyName, to value: DateTimeValue) {
        let old = first(name)
        if let old, (try? old.dateTime()) == value { return }
        set(Property(name, parameters: old?.parameters ?? [], dateTime: value))
    }

    /// Moves the item to another start and keeps its length; a DURATION stays as it is.
    mutating func move(to start: DateTimeValue, keeping length: ItemLength, zones: ZoneResolver) {
        if self.start == nil, has(endName), name == .vtodo, length == .none {
            // A to-do that is only due.
            set(endName, to: start)
            return
        }
        setStart(start)
        if case .nominal = length, has(.duration), !has(endName) { return }
        setLength(length, from: start, zones: zones)
    }

    /// Writes the end; an end in a zone of its own stays in that zone.
    mutating func setLength(_ length: ItemLength, from start: DateTimeValue, zones: ZoneResolver) {
        guard let new = length.end(from: start, zones: zones) else {
            remove(.dtend)
            remove(.due)
            remove(.duration)
            return
        }
        var end = new
        if let old = self.end, !old.isDate, !new.isDate, case .seconds = length, let oldTZID = old.tzid, oldTZID != new.tzid {
            end = zones.convert(new, toFormOf: old)
        }
        setEnd(end, from: start, zones: zones)
    }

    /// Writes the end: DTEND or DUE; DURATION for a floating item whose end no floating time names, since its end cannot be in UTC (RFC 5545
    /// section 3.8.2.2).
    mutating func setEnd(_ end: DateTimeValue, from start: DateTimeValue, zones: ZoneResolver) {
        remove(.duration)
        if case .floating = start, case .utc = end {
            remove(endName)
            let seconds = zones.instant(of: end).seconds - zones.instant(of: start).seconds
            return properties.append(Property(.duration, duration: CalendarDuration(seconds: max(0, seconds))))
        }
        set(endName, to: end)
    }
}
