/// A date and a time of day on a clock of unknown zone, to the second (RFC 5545 section 3.3.5, form 1).
public struct LocalDateTime: Hashable, Comparable, Sendable {
    public let date: CalendarDate
    /// 0 to 23.
    public let hour: Int8
    /// 0 to 59.
    public let minute: Int8
    /// 0 to 59; a leap second is read as 59.
    public let second: Int8

    public init(date: CalendarDate, hour: Int, minute: Int, second: Int) {
        self.date = date
        self.hour = Int8(clamping: hour)
        self.minute = Int8(clamping: minute)
        self.second = Int8(clamping: second)
    }

    /// Midnight at the start of a date.
    public init(startOf date: CalendarDate) { self.init(date: date, hour: 0, minute: 0, second: 0) }

    /// The local date and time `timelineSeconds` after 1970-01-01T00:00:00 on the same clock.
    public init(timelineSeconds: Int64) {
        let limited = min(max(timelineSeconds, Instant.distantPast.seconds - 86_400 * 366), Instant.distantFuture.seconds + 86_400 * 366)
        let day = floorDivision(limited, 86_400)
        let second = UInt32(truncatingIfNeeded: limited - day * 86_400)
        date = CalendarDate(dayNumber: Int(day))
        hour = Int8(truncatingIfNeeded: second / 3600)
        minute = Int8(truncatingIfNeeded: second / 60 % 60)
        self.second = Int8(truncatingIfNeeded: second % 60)
    }

    /// Seconds since 1970-01-01T00:00:00 on the same clock.
    public var timelineSeconds: Int64 { Int64(date.dayNumber) * 86_400 + Int64(secondOfDay) }

    /// Seconds since midnight, 0 to 86399.
    public var secondOfDay: Int { Int(hour) * 3600 + Int(minute) * 60 + Int(second) }

    /// Read as UTC.
    public var asUTC: Instant { Instant(seconds: timelineSeconds) }

    public static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        left.date == right.date ? left.secondOfDay < right.secondOfDay : left.date < right.date
    }
}
