import CalendarStore
import ICalendar

/// Calendar-level properties of a calendar: those a publisher sent, and those a feed adds.
enum CalendarLines {
    /// What the server itself writes, or what says nothing about the calendar: not kept.
    private static let own: Set<PropertyName> = [.version, .prodid, .calscale, .method]

    /// The lines worth keeping of the VCALENDARs of a text; of repeated ones the first.
    static func kept(_ properties: [Property]) -> [String] {
        var seen: Set<String> = []
        return properties.filter { property in !own.contains { property.isNamed($0) } }.map { $0.line.string }.filter {
            seen.insert($0).inserted
        }
    }

    /// Incoming lines take the place of those with their names; the others stay.
    static func merged(_ present: [String], with incoming: [String]) -> [String] {
        let names = Set(incoming.map(name))
        return present.filter { !names.contains(name(of: $0)) } + incoming
    }

    /// Only those incoming lines whose names are new.
    static func supplemented(_ present: [String], with incoming: [String]) -> [String] {
        let names = Set(present.map(name))
        return present + incoming.filter { !names.contains(name(of: $0)) }
    }

    private static func name(of line: String) -> PropertyName { PropertyName(line.prefix { $0 != ":" && $0 != ";" }) }

    /// What a calendar is called where nothing of it is told but busy time.
    static let busyName = "Busy"

    /// The folded lines of a rendering.
    ///
    /// - Parameter isWordless: without name and lines of anybody's own.
    static func text(
        of calendar: Calendar, endpoint: RenderingEndpoint, refreshInterval: Int64, isWordless: Bool = false
    ) -> [UInt8] {
        let raw = isWordless ? "" : calendar.properties.publishedLines.joined(separator: "\r\n")
        let properties =
            raw.isEmpty
            ? [] : Parser().parse(Array("BEGIN:VCALENDAR\r\n\(raw)\r\nEND:VCALENDAR\r\n".utf8)).calendars.first?.properties ?? []
        var lines: [Property] = properties.filter { property in !own.contains { property.isNamed($0) } }
        func supply(_ property: Property) { if !lines.contains(where: { $0.isNamed(property.name) }) { lines.append(property) } }
        if endpoint == .webCal {
            let name = calendar.displayName.isEmpty ? calendar.name : calendar.displayName
            supply(Property(.xWRCalName, text: isWordless ? busyName : name))
            let interval = "PT\(max(1, refreshInterval / 60))M"
            supply(Property("REFRESH-INTERVAL", parameters: [Parameter("VALUE", "DURATION")], value: interval))
            supply(Property("X-PUBLISHED-TTL", value: interval))
        }
        var text: [UInt8] = []
        let serializer = Serializer()
        for line in lines { serializer.append(line, to: &text) }
        return text
    }
}
