import ICalendar
import Testing

/// vCalendar 1.0 comes out as iCalendar.
@Suite struct VCalendarTests {
    private func event(_ lines: String...) throws -> Component {
        let all = ["BEGIN:VCALENDAR", "VERSION:1.0", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR", ""]
        let parsed = Parser().parse(Array(all.joined(separator: "\r\n").utf8))
        #expect(parsed.wasRepaired)
        #expect(parsed.findings.contains { $0.deviation == .vCalendar1 })
        #expect(parsed.calendars.first?.first(.version)?.valueString == "2.0")
        return try #require(parsed.calendars.first?.components.first)
    }

    @Test(arguments: [
        ("D1 #10", "FREQ=DAILY;COUNT=10"), ("D2 #5", "FREQ=DAILY;INTERVAL=2;COUNT=5"),
        ("D1 19971224T000000", "FREQ=DAILY;UNTIL=19971224T000000"),
        ("W1 #10", "FREQ=WEEKLY;COUNT=10"), ("W1 MO #0", "FREQ=WEEKLY;BYDAY=MO"), ("W2 TU TH #0", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH"),
        ("MP1 1+ FR #10", "FREQ=MONTHLY;BYDAY=1FR;COUNT=10"), ("MP2 1+ SU 1- SU #10", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU;COUNT=10"),
        ("MP1+ MO #0", "FREQ=MONTHLY;BYDAY=1MO"), ("MP1 1+ 2+ TU TH #0", "FREQ=MONTHLY;BYDAY=1TU,2TU,1TH,2TH"),
        ("MD1 2 15 #10", "FREQ=MONTHLY;BYMONTHDAY=2,15;COUNT=10"), ("MD1 1 LD #10", "FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=10"),
        ("MD1 3- #0", "FREQ=MONTHLY;BYMONTHDAY=-3"), ("YM1 6 7 #10", "FREQ=YEARLY;BYMONTH=6,7;COUNT=10"), ("YM1 #0", "FREQ=YEARLY"),
        ("YD5 1 100 200 #10", "FREQ=YEARLY;INTERVAL=5;BYYEARDAY=1,100,200;COUNT=10"), ("D1", "FREQ=DAILY;COUNT=2"),
        ("W1 TU 1200 TH 1600 #3", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3;BYHOUR=12,16;BYMINUTE=0"), ("FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=3"),
        ("nonsense", "nonsense"), ("MP1 MO #0", "MP1 MO #0"), ("MD1 99999999999999999999- #0", "MD1 99999999999999999999- #0"),
    ])
    func rules(_ old: String, _ new: String) throws {
        let value = try event("DTSTART:19970101T100000", "RRULE:" + old).first(.rrule)?.valueString
        #expect(value?.split(separator: ";").sorted() == new.split(separator: ";").sorted())
        if new.hasPrefix("FREQ") { #expect(throws: Never.self) { try RecurrenceRule(Bytes(utf8: value ?? "")) } }
    }

    @Test func quotedPrintableWithSoftBreaks() throws {
        let event = try event(
            "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:H=C3=A9llo =", "world=0D=0A=", "second, line; end",
            "LOCATION;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Z=FCrich"
        )
        #expect(event.first(.summary)?.text == "Héllo world\nsecond, line; end")
        #expect(event.first(.location)?.line.string == "LOCATION:Zürich")
    }

    @Test func alarmsBecomeComponents() throws {
        let event = try event(
            "DTSTART:20260301T100000", "DALARM:20260301T094500;PT5M;2;Wake up", "AALARM;TYPE=WAVE:20260301T080000Z;;;file:///x.wav",
            "AALARM:"
        )
        #expect(event.components.map(\.name) == [.valarm, .valarm])
        let display = event.components[0]
        #expect(
            display.properties.map(\.line.string) == [
                "ACTION:DISPLAY", "TRIGGER:-PT15M", "REPEAT:2", "DURATION:PT5M", "DESCRIPTION:Wake up",
            ])
        #expect(event.components[1].first(.trigger)?.line.string == "TRIGGER;VALUE=DATE-TIME:20260301T080000Z")
        #expect(event.has(.aalarm))
    }

    @Test func wordsOfTheOldStandard() throws {
        let event = try event(
            "DTSTART:1996-04-01T03:30:00Z", "DTEND:19960402", "DCREATED:19960101T000000Z", "CATEGORIES:MEETING;PERSONAL", "TRANSP:1",
            "STATUS:NEEDS ACTION", "ATTENDEE;ROLE=OWNER;STATUS=CONFIRMED;RSVP=YES:John Smith <jsmith@example.com>",
            "EXDATE:19960402T010000Z;19960403T010000Z", "ATTACH;VALUE=URL:http://example.com/x", "DAYLIGHT:TRUE;-06;19960407T025959"
        )
        #expect(
            event.properties.map(\.line.string) == [
                "DTSTART:19960401T033000Z", "DTEND;VALUE=DATE:19960402", "CREATED:19960101T000000Z", "CATEGORIES:MEETING,PERSONAL",
                "TRANSP:TRANSPARENT", "STATUS:TENTATIVE",
                "ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED;RSVP=TRUE;CN=John Smith:mailto:jsmith@example.com",
                "EXDATE:19960402T010000Z,19960403T010000Z", "ATTACH;VALUE=URI:http://example.com/x", "DAYLIGHT:TRUE;-06;19960407T025959",
            ]
        )
    }

    @Test func quotedPrintableInVersion2() throws {
        let parsed = Parser().parse(ParserStructureTests.event("SUMMARY;ENCODING=QUOTED-PRINTABLE:a=20b\\, c=", "d"))
        #expect(parsed.calendars.first?.components.first?.first(.summary)?.text == "a b, cd")
    }
}
