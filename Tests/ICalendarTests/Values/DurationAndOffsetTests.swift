import ICalendar
import Testing

@Suite struct DurationAndOffsetTests {
    @Test(arguments: [
        ("P1D", CalendarDuration(days: 1), "P1D"), ("PT1H30M", CalendarDuration(seconds: 5400), "PT1H30M"),
        ("P15DT5H0M20S", CalendarDuration(days: 15, seconds: 18020), "P15DT5H20S"), ("P7W", CalendarDuration(days: 49), "P7W"),
        ("-PT15M", CalendarDuration(seconds: -900), "-PT15M"), ("+PT15M", CalendarDuration(seconds: 900), "PT15M"),
        ("P1W3DT16H", CalendarDuration(days: 10, seconds: 57600), "P10DT16H"),
        ("PT00H15M00S", CalendarDuration(seconds: 900), "PT15M"), ("-PT0S", CalendarDuration(), "PT0S"),
        ("P0D", CalendarDuration(), "PT0S"),
        ("PT3600S", CalendarDuration(seconds: 3600), "PT1H"), ("pt1h", CalendarDuration(seconds: 3600), "PT1H"),
        ("P1DT", CalendarDuration(days: 1), "P1D"), (" PT5M ", CalendarDuration(seconds: 300), "PT5M"),
        ("-P1DT1S", CalendarDuration(days: -1, seconds: -1), "-P1DT1S"), ("PT1H5S", CalendarDuration(seconds: 3605), "PT1H5S"),
    ])
    func durationsAreRead(_ text: String, _ value: CalendarDuration, _ written: String) throws {
        let duration = try Property(.duration, value: text).duration()
        #expect(duration == value)
        #expect(duration.text == written)
        #expect(try CalendarDuration(Bytes(utf8: written)) == value)
    }

    @Test(arguments: [
        "", "P", "PT", "-P", "P1H", "1D", "PT1D", "P1M", "P1Y", "PT15M1H", "P1D1W", "PT1.5H", "P-1D", "an hour", "P9999999999D", "PT1H1H",
        "P1DT1",
    ])
    func durationsAreRefused(_ text: String) {
        #expect(throws: ValueError.self) { try Property(.duration, value: text).duration() }
    }

    @Test func extremeDurationsAreWritten() {
        #expect(CalendarDuration(days: 1, seconds: -3600).text == "PT23H")
        #expect(!CalendarDuration(days: .min, seconds: .min).text.isEmpty)
        #expect(CalendarDuration(days: .max, seconds: 5).approximateSeconds == .max)
    }

    @Test(arguments: [
        ("+0100", 3600, "+0100"), ("-0500", -18000, "-0500"), ("+013045", 5445, "+013045"), ("-0000", 0, "+0000"), ("0100", 3600, "+0100"),
        ("+01:00", 3600, "+0100"), ("+1400", 50400, "+1400"),
    ])
    func offsetsAreRead(_ text: String, _ seconds: Int32, _ written: String) throws {
        let offset = try Property(.tzoffsetto, value: text).utcOffset()
        #expect(offset.seconds == seconds)
        #expect(offset.text == written)
    }

    @Test(arguments: ["", "GMT", "+2460", "+2400", "+01", "+01000", "+010060", "++0100", "0100+"])
    func offsetsAreRefused(_ text: String) {
        #expect(throws: ValueError.self) { try Property(.tzoffsetto, value: text).utcOffset() }
    }

    @Test func integers() throws {
        #expect(try Property(.sequence, value: " -12 ").integer() == -12)
        #expect(throws: ValueError.self) { try Property(.sequence, value: "99999999999999999999").integer() }
        #expect(throws: ValueError.self) { try Property(.sequence, value: "1.0").integer() }
    }
}
