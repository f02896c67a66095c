import CalendarService
import CalendarStore
import GatewayHTTP
import ICalendar

extension Exchange {
    /// `getctag`: changes with every change of the calendar's content or properties.
    func changeTag(of calendar: Calendar) -> String { "\"\(service.syncToken(of: calendar))-\(calendar.propertyRevision)\"" }

    /// A VCALENDAR with the VTIMEZONE of a zone, as `calendar-timezone` holds it.
    func timeZoneText(of name: String) -> [UInt8]? {
        guard let zone = service.zones.vtimezone(for: name) else { return nil }
        let calendar = Component(
            .vcalendar,
            properties: [Property(.version, value: "2.0"), Property(.prodid, text: service.settings.productID)], components: [zone]
        )
        return Serializer().text(of: calendar)
    }
}

extension ComponentKinds {
    /// Names as `supported-calendar-component-set` lists them.
    var componentNames: [String] {
        var names: [String] = []
        if contains(.events) { names.append("VEVENT") }
        if contains(.toDos) { names.append("VTODO") }
        if contains(.journals) { names.append("VJOURNAL") }
        return names
    }

    /// The kind of a component name; nil for one that cannot be kept.
    init?(componentName name: String) {
        switch name.uppercased() {
        case "VEVENT": self = .events
        case "VTODO": self = .toDos
        case "VJOURNAL": self = .journals
        default: return nil
        }
    }
}

/// Sync tokens are URIs outside (RFC 6578 section 4).
enum SyncTokenURI {
    private static let prefix = "urn:calgate:sync:"

    static func text(_ token: String) -> String { prefix + token }

    /// The service's token; text that is none of ours is handed on, and the service refuses it.
    static func token(_ text: String) -> String { text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text }
}

/// `2026-03-01T10:00:00Z` (RFC 3339), as `creationdate` wants it.
enum InternetDate {
    static func text(_ time: Timestamp) -> String {
        let digits = Array(time.instant.utc.text)
        guard digits.count == 15 else { return String(digits) + "Z" }
        let (year, month, day) = (String(digits[0..<4]), String(digits[4..<6]), String(digits[6..<8]))
        return "\(year)-\(month)-\(day)T\(String(digits[9..<11])):\(String(digits[11..<13])):\(String(digits[13..<15]))Z"
    }
}
