import Foundation
import ICalendar
import TimeZoneDatabase

/// Short ways to make objects and read times in the tests of recurrence.
enum RecurrenceSample {
    /// The system's zones.
    static let registry: TimeZoneRegistry? = (try? SystemTimeZoneDatabase()).map { TimeZoneRegistry(provider: $0) }

    struct MissingZones: Error {}

    /// All components of a text as one object.
    static func object(_ text: String) -> CalendarObject {
        let components = Parser().parse(Array(text.utf8)).calendars.flatMap(\.components)
        let own = components.filter { $0.name != .vtimezone }
        return CalendarObject(
            uid: own.first?.uid ?? "", kind: own.first?.name ?? .vevent, components: own,
            timeZones: components.filter { $0.name == .vtimezone }
        )
    }

    /// The expansion of events given by their lines: each element is one VEVENT.
    static func expansion(_ events: [String]..., kind: String = "VEVENT", floating: String? = nil) throws -> Expansion {
        let components = events.map { "BEGIN:\(kind)\r\nUID:sample\r\n" + $0.joined(separator: "\r\n") + "\r\nEND:\(kind)\r\n" }
        return try expansion(text: "BEGIN:VCALENDAR\r\n" + components.joined() + "END:VCALENDAR\r\n", floating: floating)
    }

    static func expansion(text: String, floating: String? = nil) throws -> Expansion {
        guard let registry else { throw MissingZones() }
        let object = object(text)
        let rules = floating.flatMap { registry.rules(for: $0) } ?? .utc
        return Expansion(object, zones: ZoneResolver(timeZones: object.timeZones, registry: registry, floating: rules))
    }

    /// `20260101T090000Z`, or `20260101` for its midnight in UTC.
    static func instant(_ text: String) throws -> Instant { try Property("X-TIME", value: text).dateTime().local.asUTC }

    static func range(_ from: String, _ to: String) throws -> Range<Instant> { try instant(from)..<instant(to) }

    /// A start as the cases write it: UTC with `Z` for UTC and zoned times, local time for floating ones, the day for dates.
    static func text(_ occurrence: Occurrence) -> String {
        switch occurrence.start {
        case .date: String(text(occurrence.start.local).prefix(8))
        case .floating: text(occurrence.start.local)
        case .utc, .zoned: text(occurrence.startInstant.utc) + "Z"
        }
    }

    static func text(_ local: LocalDateTime) -> String {
        String(
            format: "%04d%02d%02dT%02d%02d%02d", Int(local.date.year), Int(local.date.month), Int(local.date.day), Int(local.hour),
            Int(local.minute), Int(local.second)
        )
    }

    /// Starts in UTC, with the end where it differs: `20260101T090000Z`, `20260101T090000Z/20260101T100000Z`.
    static func spans(_ occurrences: Occurrences) -> [String] {
        occurrences.list.map {
            let start = text($0.startInstant.utc) + "Z"
            return $0.endInstant == $0.startInstant ? start : start + "/" + text($0.endInstant.utc) + "Z"
        }
    }

    static func fixture(_ name: String) throws -> String {
        try String(contentsOf: TestFiles.fixtures.appendingPathComponent("recurrence/\(name)"), encoding: .utf8)
    }
}
