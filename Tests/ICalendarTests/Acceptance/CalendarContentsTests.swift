import ICalendar
import Testing

@Suite struct CalendarContentsTests {
    private func contents(_ lines: String...) -> CalendarContents {
        let text = (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "X-WR-CALNAME:n"] + lines + ["END:VCALENDAR", ""]).joined(
            separator: "\r\n")
        return CalendarContents(Parser().parse(Array(text.utf8)).calendars)
    }

    @Test func mastersAndOverridesAreOneObject() {
        let contents = contents(
            "BEGIN:VEVENT", "UID:a", "RECURRENCE-ID:20260302T100000Z", "END:VEVENT", "BEGIN:VTODO", "UID:b", "END:VTODO",
            "BEGIN:VEVENT", "UID:a", "DTSTART:20260301T100000Z", "RRULE:FREQ=DAILY", "END:VEVENT"
        )
        #expect(contents.objects.map(\.uid) == ["a", "b"])
        #expect(contents.objects.map(\.kind) == [.vevent, .vtodo])
        #expect(contents.objects[0].components.count == 2)
        #expect(contents.objects[0].master?.has(.rrule) == true)
        #expect(contents.properties.map(\.name) == [.version, .prodid, .xWRCalName])
    }

    @Test func zonesAreAttachedByUse() {
        func zone(_ tzid: String) -> [String] { ["BEGIN:VTIMEZONE", "TZID:" + tzid, "END:VTIMEZONE"] }
        let lines =
            zone("A") + zone("B\\, C") + zone("unused")
            + [
                "BEGIN:VEVENT", "UID:1", "DTSTART;TZID=\"B, C\":20260301T100000", "BEGIN:VALARM",
                "TRIGGER;VALUE=DATE-TIME;TZID=A:20260301T090000",
                "END:VALARM", "END:VEVENT", "BEGIN:VEVENT", "UID:2", "DTSTART;TZID=Gone:20260301T100000", "END:VEVENT",
            ]
        let text = (["BEGIN:VCALENDAR"] + lines + ["END:VCALENDAR", ""]).joined(separator: "\r\n")
        let contents = CalendarContents(Parser().parse(Array(text.utf8)).calendars)
        #expect(contents.objects[0].timeZones.compactMap { $0.first(.tzid)?.valueString } == ["B\\, C", "A"])
        #expect(contents.objects[1].timeZones.isEmpty)
        #expect(contents.timeZones.count == 3)
        #expect(contents.findings.map(\.deviation) == [.zoneWithoutDefinition])
    }

    @Test func zonesOfTwoCalendarsDoNotMix() {
        func calendar(_ uid: String, _ name: String) -> String {
            """
            BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Z\r\nX-NAME:\(name)\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:\(uid)\r\n\
            DTSTART;TZID=Z:20260301T100000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n
            """
        }
        let contents = CalendarContents(Parser().parse(Array((calendar("1", "one") + calendar("2", "two")).utf8)).calendars)
        #expect(contents.objects.map { $0.timeZones.first?.first("X-NAME")?.valueString } == ["one", "two"])
    }

    @Test(arguments: [
        ("SEQUENCE:2", "SEQUENCE:1", "first"), ("SEQUENCE:1", "SEQUENCE:2", "second"), ("SEQUENCE:1", "SEQUENCE:1", "second"),
        ("DTSTAMP:20260102T000000Z", "DTSTAMP:20260101T000000Z", "first"), ("X-A:1", "X-A:1", "second"),
    ])
    func ofTwoMastersTheNewerStays(_ first: String, _ second: String, _ kept: String) {
        let contents = contents(
            "BEGIN:VEVENT", "UID:a", first, "SUMMARY:first", "END:VEVENT", "BEGIN:VEVENT", "UID:a", second, "SUMMARY:second", "END:VEVENT"
        )
        #expect(contents.objects.map { $0.components.map { $0.first(.summary)?.text } } == [[kept]])
        #expect(contents.findings.map(\.deviation) == [.repeatedInstance])
    }

    @Test func whatIsNoObjectIsNamed() {
        let contents = contents(
            "BEGIN:VFREEBUSY", "UID:f", "END:VFREEBUSY", "BEGIN:X-THING", "END:X-THING", "BEGIN:X-OTHER", "UID:o", "END:X-OTHER",
            "BEGIN:VEVENT", "SUMMARY:no uid", "END:VEVENT", "BEGIN:VEVENT", "SUMMARY:no uid either", "END:VEVENT"
        )
        #expect(contents.objects.map(\.uid) == ["o", "", ""])
        #expect(contents.others.map(\.name.text) == ["VFREEBUSY", "X-THING"])
        #expect(contents.findings.map(\.deviation) == [.skippedComponent, .skippedComponent])
    }

    @Test func composingWritesZonesThatAreMissing() throws {
        let contents = contents("BEGIN:VEVENT", "UID:1", "DTSTART;TZID=Z:20260301T100000", "END:VEVENT")
        let composer = CalendarComposer(productID: "-//x;y//EN")
        let text = composer.text(of: try #require(contents.objects.first)) { tzid in
            Component(.vtimezone, properties: [Property(.tzid, value: tzid)])
        }
        let calendar = try #require(Parser().parse(text).calendars.first)
        #expect(calendar.properties.map(\.line.string) == ["VERSION:2.0", "PRODID:-//x\\;y//EN"])
        #expect(calendar.components.map(\.name) == [.vtimezone, .vevent])
    }
}
