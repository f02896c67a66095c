import ArgumentParser
import CalendarStore
import ICalendar

extension Timestamp {
    /// `20260102T030405.678901Z`: iCalendar's form with microseconds.
    var commandLineText: String {
        let second = instant
        let fraction = microseconds - second.seconds * 1_000_000
        let digits = String(fraction)
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        return "\(DateTimeValue.utc(second.utc).text.dropLast()).\(padded)Z"
    }

    /// Reads `20260102T030405Z`, the same with a fraction, or `20260102` (midnight UTC).
    init(commandLineText text: String) throws {
        var seconds = text
        var microseconds: Int64 = 0
        if let point = text.firstIndex(of: ".") {
            let fraction = text[text.index(after: point)...].prefix { $0.isASCII && $0.isNumber }
            microseconds = Int64((fraction + String(repeating: "0", count: 6)).prefix(6)) ?? 0
            seconds = text[..<point] + "Z"
        }
        guard let value = try? Property(.dtstart, value: seconds).dateTime() else {
            throw ValidationError("\(text) is no time: write it as 20260102T030405Z")
        }
        self = Timestamp(microseconds: Timestamp(value.local.asUTC).microseconds + microseconds)
    }
}
