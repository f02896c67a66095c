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

    /// Reads `start/end` or `start/duration`; local times are put into the zone of `tzid`.
    public init(_ text: Bytes, tzid: String? = nil) throws(ValueError) {
        guard let slash = text.firstIndex(of: UInt8(ascii: "/")) else {
            throw ValueError("\"\(text.prefix(60).string)\" is no period like 20260301T100000Z/PT1H.")
        }
        start = try DateTimeValue(text[..<slash]).inZone(tzid)
        let rest = text[(slash + 1)...]
        let mark = rest.first { $0 != 0x20 && $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") } ?? 0
        if mark | 0x20 == UInt8(ascii: "p") {
            end = .duration(try CalendarDuration(rest))
        } else {
            end = .end(try DateTimeValue(rest).inZone(tzid))
        }
    }

    /// The raw value; a TZID goes into a parameter.
    public var text: String {
        switch end {
        case .end(let end): "\(start.text)/\(end.text)"
        case .duration(let duration): "\(start.text)/\(duration.text)"
        }
    }
}
