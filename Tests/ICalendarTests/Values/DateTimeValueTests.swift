import ICalendar
import Testing

@Suite struct DateTimeValueTests {
    private static func local(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0) -> LocalDateTime
    {
        LocalDateTime(date: CalendarDate(year: year, month: month, day: day), hour: hour, minute: minute, second: second)
    }

    private func read(_ line: String) throws -> DateTimeValue {
        let parsed = Parser().parse(Array("BEGIN:VEVENT\r\n\(line)\r\nEND:VEVENT\r\n".utf8))
        return try #require(parsed.calendars.first?.components.first?.properties.first).dateTime()
    }

    @Test(arguments: [
        ("DTSTART;VALUE=DATE:20260301", DateTimeValue.date(CalendarDate(year: 2026, month: 3, day: 1))),
        ("DTSTART:20260301", .date(CalendarDate(year: 2026, month: 3, day: 1))),
        ("DTSTART;VALUE=DATE:20260301T000000", .date(CalendarDate(year: 2026, month: 3, day: 1))),
        ("DTSTART:20260301T101112", .floating(local(2026, 3, 1, 10, 11, 12))),
        ("DTSTART:20260301T101112Z", .utc(local(2026, 3, 1, 10, 11, 12))),
        ("DTSTART:20260301t101112z", .utc(local(2026, 3, 1, 10, 11, 12))),
        ("DTSTART;TZID=Europe/Berlin:20260301T101112", .zoned(local(2026, 3, 1, 10, 11, 12), tzid: "Europe/Berlin")),
        (
            "DTSTART;TZID=\"(UTC+01:00) Amsterdam, Berlin\":20260301T101112",
            .zoned(local(2026, 3, 1, 10, 11, 12), tzid: "(UTC+01:00) Amsterdam, Berlin")
        ),
        ("DTSTART;TZID=Europe/Berlin:20260301T101112Z", .utc(local(2026, 3, 1, 10, 11, 12))),
        ("DTSTART:20260301T1011", .floating(local(2026, 3, 1, 10, 11))),
        ("DTSTART:20260301T10", .floating(local(2026, 3, 1, 10))),
        ("DTSTART;VALUE=DATE:20260301Z", .date(CalendarDate(year: 2026, month: 3, day: 1))),
        ("DTSTART:20260301T235960Z", .utc(local(2026, 3, 1, 23, 59, 59))),
        ("DTSTART: 20260301T101112 ", .floating(local(2026, 3, 1, 10, 11, 12))),
        ("DTSTART:20240229", .date(CalendarDate(year: 2024, month: 2, day: 29))),
        ("DTSTART:99991231T235959Z", .utc(local(9999, 12, 31, 23, 59, 59))),
        ("DTSTART:16010101T000000", .floating(local(1601, 1, 1))),
    ])
    func isRead(_ line: String, _ value: DateTimeValue) throws {
        #expect(try read(line) == value)
    }

    @Test(arguments: [
        "", "20260230", "20250229", "20261301", "20260001", "20260100", "00000101T000000Z", "20260301T240000", "20260301T106000",
        "20260301T101161", "20260301T101112+0100", "20260301T101112-05", "2026-03-01T10:11:12Z", "20260301T", "20260301ZZ", "20260301T1",
        "20260301T10111", "20260301 101112", "2026030١", "tomorrow", "20260301T101112ZZ", "-0260301",
    ])
    func isRefused(_ value: String) {
        #expect(throws: ValueError.self) { try read("DTSTART:" + value) }
    }

    @Test(arguments: [
        DateTimeValue.date(CalendarDate(year: 2026, month: 3, day: 1)), .floating(local(2026, 3, 1, 10)), .utc(local(1, 1, 1)),
        .zoned(local(2026, 3, 1, 1, 2, 3), tzid: "Europe/Berlin"), .zoned(local(2026, 3, 1), tzid: "a;b:c,\"d\""),
    ])
    func isWrittenSoThatItIsReadBack(_ value: DateTimeValue) throws {
        let property = Property(.dtstart, parameters: [Parameter("TZID", "old"), Parameter("X-A", "1")], dateTime: value)
        #expect(try read(property.line.string) == value)
        #expect(property.parameter("X-A") == "1")
    }

    @Test func listsSkipEmptyEntries() throws {
        let property = Property(.exdate, parameters: [Parameter("TZID", "Europe/Berlin")], value: "20260301T100000,,20260302T100000, ")
        #expect(try property.dateTimes().map(\.text) == ["20260301T100000", "20260302T100000"])
        #expect(try property.dateTimes().allSatisfy { $0.tzid == "Europe/Berlin" })
        #expect(try Property(.exdate, value: "").dateTimes().isEmpty)
        #expect(throws: ValueError.self) { try Property(.exdate, value: "20260301,nonsense").dateTimes() }
    }

    @Test func recurrenceDatesTakePeriods() throws {
        let property = Property(
            .rdate, parameters: [Parameter("VALUE", "PERIOD"), Parameter("TZID", "Asia/Tokyo")],
            value: "20260301T100000/PT2H,20260302T100000/20260302T113000"
        )
        let dates = try property.recurrenceDates()
        #expect(dates.map(\.start.tzid) == ["Asia/Tokyo", "Asia/Tokyo"])
        #expect(dates[0].period?.end == .duration(CalendarDuration(seconds: 7200)))
        #expect(dates[1].period?.end == .end(.zoned(Self.local(2026, 3, 2, 11, 30), tzid: "Asia/Tokyo")))
        #expect(dates[1].period?.text == "20260302T100000/20260302T113000")
        #expect(throws: ValueError.self) { try Property(.freebusy, value: "20260301T100000Z").periods() }
    }
}
