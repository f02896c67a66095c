import Foundation

/// Small calendars for the tests.
enum Samples {
    /// A VCALENDAR around component lines.
    static func calendar(_ components: String..., header: [String] = []) -> String {
        let lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN"] + header
        return (lines + components.flatMap { $0.split(separator: "\n").map(String.init) } + ["END:VCALENDAR"])
            .joined(separator: "\r\n") + "\r\n"
    }

    static func event(
        _ uid: String, summary: String = "Meeting", start: String = "20260302T090000Z", end: String = "20260302T100000Z", extra: String = ""
    ) -> String {
        """
        BEGIN:VEVENT
        UID:\(uid)
        DTSTAMP:20260101T000000Z
        DTSTART:\(start)
        DTEND:\(end)
        SUMMARY:\(summary)\(extra.isEmpty ? "" : "\n" + extra)
        END:VEVENT
        """
    }

    /// Every weekday at 9:30 in New York, ten times from 2 March 2026; the summer time change of 8 March lies in it.
    static let series = """
        BEGIN:VEVENT
        UID:series
        DTSTAMP:20260101T000000Z
        DTSTART;TZID=America/New_York:20260302T093000
        DTEND;TZID=America/New_York:20260302T100000
        RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=10
        SUMMARY:Stand-up
        END:VEVENT
        """

    static let newYork = """
        BEGIN:VTIMEZONE
        TZID:America/New_York
        BEGIN:DAYLIGHT
        TZOFFSETFROM:-0500
        TZOFFSETTO:-0400
        TZNAME:EDT
        DTSTART:20070311T020000
        RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
        END:DAYLIGHT
        BEGIN:STANDARD
        TZOFFSETFROM:-0400
        TZOFFSETTO:-0500
        TZNAME:EST
        DTSTART:20071104T020000
        RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
        END:STANDARD
        END:VTIMEZONE
        """
}

extension String {
    /// The lines of an iCalendar text, unfolded.
    var contentLines: [String] {
        replacingOccurrences(of: "\r\n ", with: "").components(separatedBy: "\r\n").filter { !$0.isEmpty }
    }
}
