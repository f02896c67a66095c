import Foundation

/// Small calendars for the tests.
enum SampleText {
    static func calendar(_ components: [String]) -> String {
        (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN"] + components + ["END:VCALENDAR"]).joined(separator: "\r\n") + "\r\n"
    }

    static func event(_ uid: String, summary: String = "Meeting", extra: [String] = []) -> String {
        ([
            "BEGIN:VEVENT", "UID:\(uid)", "DTSTAMP:20260101T000000Z", "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z",
            "SUMMARY:\(summary)",
        ] + extra + ["END:VEVENT"]).joined(separator: "\r\n")
    }
}

extension String {
    /// The lines of an iCalendar text, unfolded.
    var contentLines: [String] {
        replacingOccurrences(of: "\r\n ", with: "").components(separatedBy: "\r\n").filter { !$0.isEmpty }
    }

    /// The values of a property without parameters, in order.
    func values(_ property: String) -> [String] {
        contentLines.filter { $0.hasPrefix(property + ":") }.map { String($0.dropFirst(property.count + 1)) }
    }
}
