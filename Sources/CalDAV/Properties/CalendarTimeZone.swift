import GatewayHTTP
import HTTPTypes
import ICalendar
import XMLDocument

/// A VCALENDAR with one VTIMEZONE, as `calendar-timezone` and `timezone` carry it (RFC 4791 sections 5.2.2 and 9.8).
struct CalendarTimeZone {
    let rules: ZoneRules
    /// The Olson name that its TZID means, if any.
    let identifier: String?

    /// - Throws: 403 `valid-calendar-data`.
    init(_ text: String, registry: TimeZoneRegistry) throws {
        let zones = Parser().parse(Array(text.utf8)).calendars.flatMap(\.components).filter { $0.name == .vtimezone }
        let tzid = zones.first?.first(.tzid)?.valueString
        guard zones.count == 1, let zone = zones.first, let tzid,
            let rules = registry.rules(definedBy: zone) ?? registry.rules(for: tzid)
        else {
            throw DAVProblem.make(
                .forbidden, .caldav("valid-calendar-data"), "A time zone is a VCALENDAR with exactly one VTIMEZONE that can be understood.")
        }
        self.rules = rules
        identifier = registry.identifier(for: tzid)
    }
}
