import ICalendar
import Testing

@testable import CalendarService

/// That a text read without its known VTIMEZONE says what it says when all of it is read.
@Suite struct KnownDefinitionsTests {
    private static let zone = lines(
        "BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:STANDARD", "DTSTART:19701025T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT", "END:VTIMEZONE")
    private static let other = zone.replacing("Europe/Berlin", with: "Elsewhere")

    private static func lines(_ lines: String...) -> String { lines.map { $0 + "\r\n" }.joined() }

    private static func event(_ extra: String = "", tzid: String = "Europe/Berlin") -> String {
        lines("BEGIN:VEVENT", "UID:a", "DTSTAMP:20250101T000000Z", "DTSTART;TZID=\(tzid):20250601T090000") + extra + lines("END:VEVENT")
    }

    private static func calendar(_ parts: String..., head: String = "VERSION:2.0\r\nPRODID:x\r\n") -> String {
        "BEGIN:VCALENDAR\r\n" + head + parts.joined() + "END:VCALENDAR\r\n"
    }

    /// Texts, and whether the definition is cut out of them.
    private static let texts: [(String, isCut: Bool)] = [
        (calendar(zone, event()), true),
        (calendar(zone, event("SUMMARY:x\r\nRRULE:FREQ=DAILY;COUNT=3\r\n")), true),
        (calendar(zone, event(tzid: "America/New_York")), true),
        (calendar(zone, event("DTEND:never\r\n")), true),
        (calendar(zone, other, event(tzid: "Elsewhere")), true),
        (calendar(zone, zone, event()), true),
        (calendar(zone, event(), event("RECURRENCE-ID:20250601T070000Z\r\n")), true),
        (calendar(zone, event(), event()), true),
        (calendar(zone), true),
        (calendar(zone, event().replacing("VEVENT", with: "X-THING")), true),
        (calendar(zone, event(), head: "VERSION:2.0\r\n"), true),
        (calendar(zone, event(), head: "METHOD:PUBLISH\r\nVERSION:2.0\r\nPRODID:x\r\n"), true),
        (calendar(zone, event(), head: "VERSION:2.0\r\nPRODID:x\r\n y\r\n"), true),
        (calendar(zone, event(), "EXTRA\r\n"), true),
        (calendar(zone, event()) + calendar(event()), true),
        (calendar(zone, event()).replacing("END:VCALENDAR\r\n", with: "END:VCALENDAR"), true),
        (calendar(event(), zone), false),
        (calendar(event("SUMMARY:x\r\n" + zone)), false),
        (calendar(zone.replacing("END:VTIMEZONE\r\n", with: "END:VTIMEZONE\r\n X\r\n"), event()), false),
        (calendar(zone.replacing("TZID:Europe/Berlin", with: "TZID:\r\n Europe/Berlin"), event()), true),
        (calendar(zone.replacing("END:VTIMEZONE", with: "end:vtimezone"), event()), false),
        (calendar(zone, event()).replacing("\r\n", with: "\n"), false),
        ("\u{FEFF}" + calendar(zone, event()), false),
        (calendar(zone, event(), head: "VERSION:2.0\r\nEXTRA:1\r\nPRODID:x\r\n"), false),
        (calendar() + zone + event(), false),
    ]

    @Test(arguments: texts) func restSaysTheSame(text: String, isCut: Bool) async throws {
        let octets = Array(text.utf8)
        #expect((KnownDefinitions.place(in: octets) != nil) == isCut)
        let registry = TestService.zones
        let known = KnownDefinitions()
        // Learns the definition, which stands the same in all of them.
        let first = Array(Self.calendar(Self.zone, Self.event()).utf8)
        _ = try IncomingObject(text: first, charset: nil, limit: 100_000, known: known)
        #expect(known.definition(Array(Self.zone.utf8)) != nil)
        func read(_ known: KnownDefinitions) -> (object: IncomingObject?, refusal: CalendarError?) {
            do { return (try IncomingObject(text: octets, charset: "UTF-8", limit: 100_000, known: known), nil) } catch {
                return (nil, error as? CalendarError)
            }
        }
        let whole = read(KnownDefinitions())
        for result in [read(known), read(known)] {
            #expect(result.object?.object == whole.object?.object && result.object?.isVerbatim == whole.object?.isVerbatim)
            #expect(result.refusal?.code == whole.refusal?.code && result.refusal?.message == whole.refusal?.message)
            #expect(result.refusal?.findings == whole.refusal?.findings)
            #expect((result.object == nil) != (result.refusal == nil))
            let content = await result.object?.prepared(registry: registry, kept: ZoneTextCache()).content
            let expected = await whole.object?.prepared(registry: registry, kept: ZoneTextCache()).content
            #expect(content == expected)
        }
    }
}
