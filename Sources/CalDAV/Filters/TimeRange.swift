import ICalendar
import XMLDocument

/// `start` and `end` of `CALDAV:time-range`, `expand` and their like (RFC 4791 section 9.9): half-open, an absent bound is open.
struct TimeRange: Hashable, Sendable {
    let start: Instant
    let end: Instant

    init(start: Instant, end: Instant) {
        self.start = start
        self.end = end
    }

    /// nil for what is no range: a bound that is no UTC time, none at all, an end that is not after the start.
    ///
    /// - Parameter needsBoth: `expand` and `limit-recurrence-set` want both bounds.
    init?(_ element: XMLElement, needsBoth: Bool = false) {
        let (startText, endText) = (element.attribute("start"), element.attribute("end"))
        guard startText != nil || endText != nil, !needsBoth || startText != nil && endText != nil else { return nil }
        guard let from = Self.bound(startText, or: .distantPast), let to = Self.bound(endText, or: .distantFuture), from < to else {
            return nil
        }
        self.init(start: from, end: to)
    }

    private static func bound(_ text: String?, or open: Instant) -> Instant? {
        guard let text else { return open }
        guard let value = try? DateTimeValue(Bytes(utf8: text)), case .utc(let local) = value else { return nil }
        return local.asUTC
    }

    /// Without the years that iCalendar cannot write; nil when nothing is left.
    var writable: TimeRange? {
        let (first, last) = (max(start, Self.firstInstant), min(end, Self.lastInstant))
        return first < last ? TimeRange(start: first, end: last) : nil
    }

    /// `min-date-time` and `max-date-time` (RFC 4791 section 5.2).
    static let firstText = "00010101T000000Z"
    static let lastText = "99991231T235959Z"
    private static let firstInstant = bound(firstText, or: .distantPast) ?? .distantPast
    private static let lastInstant = bound(lastText, or: .distantFuture) ?? .distantFuture

    var range: Range<Instant> { start..<end }

    /// A second more on both sides: the tables of section 9.9 compare some bounds with "or equal".
    var widened: Range<Instant> { start.advanced(bySeconds: -1)..<end.advanced(bySeconds: 1) }

    func contains(_ instant: Instant) -> Bool { start <= instant && instant < end }
}
