import ICalendar
import Testing

/// That the hull of an object which does not recur, read from its times alone, is that of its instances.
@Suite struct HullTests {
    private static let starts = [
        "", "DTSTART:20260105T091500Z", "DTSTART:20260105T091500", "DTSTART;VALUE=DATE:20260105", "DTSTART:20260105",
        "DTSTART;TZID=Europe/Berlin:20260329T023000", "DTSTART;TZID=Nowhere/At all:20260105T091500", "DTSTART:99991231T233000Z",
        "DTSTART:00010101T000000", "DTSTART:never",
    ]
    private static let ends = [
        "", "DTEND:20260105T101500Z", "DTEND:20260105T101500", "DTEND;VALUE=DATE:20260108", "DTEND;TZID=America/New_York:20260329T023000",
        "DTEND:20200101T000000Z", "DURATION:PT90M", "DURATION:P1DT1H", "DURATION:-PT1H", "DURATION:P4000000W", "DUE:20260110T120000Z",
        "DUE;VALUE=DATE:20260110", "DTEND:never",
    ]
    private static let others = [
        "", "RRULE:FREQ=DAILY;COUNT=3", "RDATE:20260201T000000Z", "EXDATE:20260105T091500Z", "RECURRENCE-ID:20260105",
    ]

    @Test(arguments: ["VEVENT", "VTODO", "VJOURNAL"], starts)
    func agreesWithTheExpansion(kind: String, start: String) throws {
        guard let registry = RecurrenceSample.registry else { return }
        for end in Self.ends {
            for other in Self.others {
                let lines = ["UID:sample", start, end, other].filter { !$0.isEmpty }.map { $0 + "\r\n" }.joined()
                let object = RecurrenceSample.object("BEGIN:VCALENDAR\r\nBEGIN:\(kind)\r\n\(lines)END:\(kind)\r\nEND:VCALENDAR\r\n")
                for floating in [ZoneRules.utc, registry.rules(for: "Asia/Tokyo") ?? .utc] {
                    let zones = ZoneResolver(registry: registry, floating: floating)
                    let (short, long) = (object.hull(zones: zones), Expansion(object, zones: zones).hull)
                    #expect(short?.start == long?.start && short?.end == long?.end, "\(lines)")
                }
            }
        }
    }
}
