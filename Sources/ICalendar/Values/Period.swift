/// A period of time with an explicit end or a duration (RFC 5545 section 3.3.9).
public struct Period: Hashable, Sendable {
    public enum End: Hashable, Sendable {
        case end(DateTimeValue)
        case duration(CalendarDuration)
    }

    public var start: DateTimeValue
    public var end: End

    public init(start: DateTimeValue, end: End) {
        self.start = start
        self.end = end
    }
}
