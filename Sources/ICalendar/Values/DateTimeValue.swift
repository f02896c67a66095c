/// The value of a property that places something in time: DTSTART, DTEND, DUE, RECURRENCE-ID, RDATE, EXDATE, … (RFC 5545 sections 3.3.4, 3.3.5).
public enum DateTimeValue: Hashable, Sendable {
    /// A whole day, in no zone.
    case date(CalendarDate)
    /// A local time in no zone (form 1).
    case floating(LocalDateTime)
    /// A time in UTC (form 2); the payload is the UTC clock.
    case utc(LocalDateTime)
    /// A local time with the TZID as written (form 3).
    case zoned(LocalDateTime, tzid: String)

    /// The date, or the date part.
    public var date: CalendarDate {
        switch self {
        case .date(let date): date
        case .floating(let local), .utc(let local), .zoned(let local, _): local.date
        }
    }

    /// The clock reading; midnight for a date.
    public var local: LocalDateTime {
        switch self {
        case .date(let date): LocalDateTime(startOf: date)
        case .floating(let local), .utc(let local), .zoned(let local, _): local
        }
    }

    /// Whether this is a DATE.
    public var isDate: Bool { if case .date = self { true } else { false } }

    /// The TZID of a zoned value.
    public var tzid: String? { if case .zoned(_, let tzid) = self { tzid } else { nil } }

    /// Whether another value is of the same kind, with the same TZID.
    public func isFormed(like other: DateTimeValue) -> Bool {
        switch (self, other) {
        case (.date, .date), (.floating, .floating), (.utc, .utc): true
        case (.zoned(_, let tzid), .zoned(_, let otherTZID)): tzid == otherTZID
        default: false
        }
    }

    /// The same kind of value (date, floating, UTC, same TZID) with another clock reading.
    public func replacing(local: LocalDateTime) -> DateTimeValue {
        switch self {
        case .date: .date(local.date)
        case .floating: .floating(local)
        case .utc: .utc(local)
        case .zoned(_, let tzid): .zoned(local, tzid: tzid)
        }
    }
}
