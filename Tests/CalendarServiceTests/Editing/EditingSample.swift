import ICalendar
import TimeZoneDatabase

@testable import CalendarService

/// Short ways to make items, edits and an editor.
enum EditingSample {
    static let registry: TimeZoneRegistry? = (try? SystemTimeZoneDatabase()).map { TimeZoneRegistry(provider: $0) }

    struct MissingZones: Error {}

    static func zones(floating: String = "UTC", for object: CalendarObject? = nil) throws -> ZoneResolver {
        guard let registry else { throw MissingZones() }
        return ZoneResolver(timeZones: object?.timeZones ?? [], registry: registry, floating: registry.rules(for: floating) ?? .utc)
    }

    static func editor(floating: String = "UTC") throws -> RecurrenceEditor {
        RecurrenceEditor(zones: try zones(floating: floating), bound: 60, now: Instant(seconds: 1_780_000_000), makeUID: { "split" })
    }

    /// Components given by their lines; each element one component.
    static func object(_ components: [String]..., kind: ComponentName = .vevent) -> CalendarObject {
        let made = components.map { lines in
            let text = "BEGIN:\(kind)\r\nUID:item\r\n" + lines.joined(separator: "\r\n") + "\r\nEND:\(kind)\r\n"
            return Parser().parse(Array("BEGIN:VCALENDAR\r\n\(text)END:VCALENDAR\r\n".utf8)).calendars[0].components[0]
        }
        return CalendarObject(uid: "item", kind: kind, components: made, timeZones: [])
    }

    /// `20260105T090000Z`, `20260105T090000`, `20260105`, `Europe/Berlin:20260105T090000`.
    static func value(_ text: String) throws -> DateTimeValue {
        let parts = text.split(separator: ":")
        guard parts.count == 2 else { return try DateTimeValue(Bytes(utf8: text)) }
        return .zoned(try DateTimeValue(Bytes(utf8: parts[1])).local, tzid: String(parts[0]))
    }

    static func edit(
        summary: String? = nil, start: String? = nil, end: String? = nil, rules: [String]? = nil, exclusionRules: [String]? = nil,
        dates: [String]? = nil, exclusionDates: [String]? = nil, kind: ComponentName = .vevent,
        amend: (@Sendable (inout Component) throws -> Void)? = nil
    ) throws -> ComponentEdit {
        var edit = ComponentEdit(kind: kind) { component in
            if let summary { component.set(Property(.summary, text: summary)) }
            try amend?(&component)
        }
        edit.start = try start.map(value)
        edit.end = try end.map { kind == .vtodo ? .due(try value($0)) : .end(try value($0)) }
        edit.recurrence.rules = rules
        edit.recurrence.exclusionRules = exclusionRules
        edit.recurrence.dates = try dates?.map(value)
        edit.recurrence.exclusionDates = try exclusionDates?.map(value)
        return edit
    }

    /// Starts of the first instances as written, with the summary behind: `20260105T090000 Lunch`.
    static func instances(_ object: CalendarObject?, limit: Int = 20) throws -> [String] {
        guard let object else { return [] }
        let found = Expansion(object, zones: try zones()).occurrences(overlapping: .distantPast..<Instant.distantFuture, limit: limit)
        return found.list.map { occurrence in
            let summary = object.components[occurrence.componentIndex].first(.summary)?.text ?? ""
            return summary.isEmpty ? occurrence.start.text : occurrence.start.text + " " + summary
        }
    }

    static func lines(_ component: Component?) -> [String] { component?.properties.map(\.line.string) ?? [] }

    static func line(_ name: PropertyName, of component: Component?) -> String? { component?.first(name)?.line.string }
}
