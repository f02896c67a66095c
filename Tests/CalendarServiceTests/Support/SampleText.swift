import CalendarService
import ICalendar

/// Small iCalendar texts.
enum SampleText {
    static func calendar(_ parts: String...) -> String { calendar(parts) }

    static func calendar(_ parts: [String]) -> String {
        lines(["BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//Test//EN"] + parts + ["END:VCALENDAR"])
    }

    static func event(
        _ uid: String?, _ summary: String = "Meeting", start: String = "DTSTART:20260302T090000Z", stamp: String? = "20260101T000000Z",
        extra: String...
    ) -> String {
        var lines = ["BEGIN:VEVENT"]
        if let uid { lines.append("UID:\(uid)") }
        if let stamp { lines.append("DTSTAMP:\(stamp)") }
        lines += [start, "DURATION:PT1H", "SUMMARY:\(summary)"] + extra + ["END:VEVENT"]
        return lines.joined(separator: "\n")
    }

    /// A zone with fixed offsets: `from` in winter, `to` in summer by the European rule.
    static func zone(_ tzid: String, winter: String = "+0100", summer: String = "+0200", extra: String...) -> String {
        """
        BEGIN:VTIMEZONE
        TZID:\(tzid)
        \(extra.map { $0 + "\n" }.joined())BEGIN:STANDARD
        DTSTART:19701025T030000
        RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
        TZOFFSETFROM:\(summer)
        TZOFFSETTO:\(winter)
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:19700329T020000
        RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
        TZOFFSETFROM:\(winter)
        TZOFFSETTO:\(summer)
        END:DAYLIGHT
        END:VTIMEZONE
        """
    }

    private static func lines(_ parts: [String]) -> String {
        parts.joined(separator: "\n").split(separator: "\n").joined(separator: "\r\n") + "\r\n"
    }
}

extension String {
    /// How often a text occurs.
    func count(of text: String) -> Int { components(separatedBy: text).count - 1 }

    private func components(separatedBy text: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}

/// The error code a use case ends with; nil when it does not fail.
func code(_ body: () async throws -> Void) async throws -> CalendarError.Code? {
    do {
        try await body()
        return nil
    } catch let error as CalendarError {
        return error.code
    }
}

extension Instant {
    /// `20260302T090000Z`
    init(utc text: String) {
        self = (try? Property(.dtstart, value: text).dateTime())?.local.asUTC ?? .distantPast
    }
}
