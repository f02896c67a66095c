import ICalendar
import Testing

@Suite struct VTimeZoneEvaluationTests {
    private static let centralEurope = """
        TZID:X
        BEGIN:STANDARD
        DTSTART:%S%
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:%D%
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        END:DAYLIGHT
        """

    private func rules(_ lines: String) throws -> ZoneRules { try ZoneRules(vtimezone: TimeZoneTesting.vtimezone(lines)) }

    /// The changes in [from, to) as text.
    private func changes(_ rules: ZoneRules, _ from: String, _ to: String) -> [String] {
        rules.changes(from: TimeZoneTesting.instant(from), to: TimeZoneTesting.instant(to)).map { "\($0.instant.text) \($0.offset.text)" }
    }

    @Test(arguments: [
        ("16010101T030000", "16010101T020000"), ("00010101T030000", "00010101T020000"), ("19701025T030000", "19700329T020000"),
        ("20001029T030000", "20000326T020000"),
    ])
    func rulesAreEvaluatedWhereverTheyBegin(standard: String, daylight: String) throws {
        let text = Self.centralEurope.replacing("%S%", with: standard).replacing("%D%", with: daylight)
        let rules = try rules(text)
        let berlin = try #require(try TimeZoneTesting.registry.get().rules(for: "Europe/Berlin"))
        #expect(
            rules.givesSameOffsets(
                as: berlin, from: TimeZoneTesting.instant("20010101T000000"), to: TimeZoneTesting.instant("25000101T000000")))
        if standard < "1900" {
            #expect(changes(rules, "17500101T000000", "17510101T000000") == ["17500329T010000Z +0200", "17501025T010000Z +0100"])
            #expect(rules.offset(at: TimeZoneTesting.instant("18990701T000000")).seconds == 7200)
        } else {
            #expect(rules.offset(at: TimeZoneTesting.instant("19600701T000000")).seconds == 3600, "TZOFFSETFROM of the first onset")
        }
    }

    /// The rule of a DAYLIGHT part from +0000 to +0100 with its DTSTART, and its onsets before 2100.
    @Test(arguments: [
        ("20200301T020000", "FREQ=YEARLY;UNTIL=20220301T020000Z", ["20200301T020000Z", "20210301T020000Z", "20220301T020000Z"]),
        ("20200301T020000", "FREQ=YEARLY;UNTIL=20220301T015959Z", ["20200301T020000Z", "20210301T020000Z"]),
        ("20200301T020000", "FREQ=YEARLY;UNTIL=20220301", ["20200301T020000Z", "20210301T020000Z", "20220301T020000Z"]),
        ("20200301T020000", "FREQ=YEARLY;COUNT=2", ["20200301T020000Z", "20210301T020000Z"]),
        ("20200301T020000", "FREQ=YEARLY;INTERVAL=4;COUNT=3", ["20200301T020000Z", "20240301T020000Z", "20280301T020000Z"]),
        ("20200301T020000", "FREQ=YEARLY;COUNT=3;BYMONTH=3;BYDAY=1SU", ["20200301T020000Z", "20210307T020000Z", "20220306T020000Z"]),
        (
            "20200308T020000", "FREQ=YEARLY;COUNT=2;BYMONTH=3;BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=SU",
            ["20200308T020000Z", "20210314T020000Z"]
        ),
        (
            "20200327T020000", "FREQ=YEARLY;COUNT=2;BYMONTH=3;BYMONTHDAY=-7,-6,-5,-4,-3,-2,-1;BYDAY=FR",
            ["20200327T020000Z", "20210326T020000Z"]
        ),
        (
            "20200404T020000", "FREQ=YEARLY;COUNT=2;BYYEARDAY=-275,-274,-273,-272,-271,-270,-269;BYDAY=SA",
            ["20200404T020000Z", "20210403T020000Z"]
        ),
        ("20200301T020000", "FREQ=MONTHLY;COUNT=2;BYMONTH=3;BYDAY=1SU", ["20200301T020000Z", "20210307T020000Z"]),
        ("20200301T020000", "FREQ=YEARLY;COUNT=2;BYMONTH=3;BYDAY=SU;BYSETPOS=1", ["20200301T020000Z", "20210307T020000Z"]),
        ("20200301T020000", "FREQ=YEARLY;COUNT=2;BYMONTH=3;BYDAY=1SU;BYHOUR=4;BYMINUTE=30", ["20200301T043000Z", "20210307T043000Z"]),
        ("20200229T020000", "FREQ=YEARLY;COUNT=2", ["20200229T020000Z", "20240229T020000Z"]),
        ("20200302T020000", "FREQ=WEEKLY;INTERVAL=50;COUNT=2", ["20200302T020000Z", "20210215T020000Z"]),
        ("20200302T020000", "FREQ=YEARLY;BYWEEKNO=10;BYDAY=MO;COUNT=2", ["20200302T020000Z", "20210308T020000Z"]),
    ])
    func onsetsOfRules(start: String, rule: String, onsets: [String]) throws {
        // Every onset of the rule is followed by a way back two weeks later, so that each shows as a change.
        let back = onsets.map { "RDATE:" + LocalDateTime(timelineSeconds: TimeZoneTesting.seconds($0) + 14 * 86_400).text }.joined(
            separator: "\n")
        let rules = try rules(
            """
            TZID:X
            BEGIN:DAYLIGHT
            DTSTART:\(start)
            RRULE:\(rule)
            TZOFFSETFROM:+0000
            TZOFFSETTO:+0100
            END:DAYLIGHT
            BEGIN:STANDARD
            DTSTART:20190101T000000
            \(back)
            TZOFFSETFROM:+0000
            TZOFFSETTO:+0000
            END:STANDARD
            """)
        let found = rules.changes(from: TimeZoneTesting.instant("20190601T000000"), to: TimeZoneTesting.instant("21000101T000000"))
        #expect(found.filter { $0.offset.seconds == 3600 }.map(\.instant.text) == onsets)
    }

    @Test func listsOfDates() throws {
        let rules = try rules(
            """
            TZID:X
            BEGIN:STANDARD
            DTSTART:20000101T000000
            RDATE:20010101T000000,20020101T000000
            RDATE;VALUE=PERIOD:20030101T000000/PT1H,nonsense
            RDATE;VALUE=DATE:20040101
            TZOFFSETFROM:+002308
            TZOFFSETTO:+0100
            END:STANDARD
            BEGIN:DAYLIGHT
            DTSTART:20000601T000000
            RDATE:20010601T000000
            RDATE:20020601T000000Z
            RDATE:20030601T000000
            TZOFFSETFROM:+0100
            TZOFFSETTO:+002308
            END:DAYLIGHT
            """)
        #expect(rules.offset(at: TimeZoneTesting.instant("19900101T000000")).seconds == 1388)
        #expect(
            changes(rules, "20000101T000000", "20500101T000000") == [
                "20000531T230000Z +002308", "20001231T233652Z +0100", "20010531T230000Z +002308", "20011231T233652Z +0100",
                "20020601T000000Z +002308", "20021231T233652Z +0100", "20030531T230000Z +002308", "20031231T233652Z +0100",
            ])
    }

    @Test func partsThatCannotBeUsedAreLeftOut() throws {
        let rules = try rules(
            """
            TZID:X
            BEGIN:STANDARD
            DTSTART:20000101T000000
            TZOFFSETFROM:+0100
            TZOFFSETTO:GMT
            END:STANDARD
            BEGIN:STANDARD
            DTSTART:20000230T000000
            RRULE:FREQ=YEARLY
            TZOFFSETFROM:+0100
            TZOFFSETTO:+0900
            END:STANDARD
            BEGIN:STANDARD
            DTSTART:20000101T000000
            RRULE:FREQ=SOMETIMES
            TZOFFSETTO:+0500
            END:STANDARD
            """)
        #expect(rules.offset(at: TimeZoneTesting.instant("20260101T000000")).seconds == 18_000)
        #expect(rules.offset(at: TimeZoneTesting.instant("19260101T000000")).seconds == 18_000)
    }

    @Test(arguments: [
        "TZID:X", "TZID:X\nBEGIN:STANDARD\nEND:STANDARD", "TZID:X\nBEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETTO:+9900\nEND:STANDARD",
    ])
    func nothingUsableIsAnError(_ lines: String) {
        #expect(throws: ValueError.self) { try rules(lines) }
    }

    @Test func aLoneOffsetIsForAllTime() throws {
        let rules = try rules("TZID:X\nBEGIN:STANDARD\nTZOFFSETTO:-0330\nEND:STANDARD")
        #expect(rules.offset(at: .distantPast).seconds == -12_600)
        #expect(rules.offset(at: .distantFuture).seconds == -12_600)
    }

    @Test(.timeLimit(.minutes(1))) func hostileDefinitionsEndQuickly() throws {
        let observance = """
            BEGIN:STANDARD
            DTSTART:00010101T000000
            RRULE:FREQ=%F%
            TZOFFSETFROM:+0100
            TZOFFSETTO:+0200
            END:STANDARD

            """
        for rule in [
            "YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=999999999", "SECONDLY", "YEARLY;BYMONTH=2;BYMONTHDAY=30", "WEEKLY", "DAILY;INTERVAL=1",
            "DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23",
            "DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;COUNT=99999999",
        ] {
            let component = TimeZoneTesting.vtimezone("TZID:X\n" + String(repeating: observance.replacing("%F%", with: rule), count: 2000))
            // Within the time limit, even without optimisation.
            let rules = try ZoneRules(vtimezone: component)
            for year in [1, 1500, 1950, 2050, 2500, 9999] {
                _ = rules.offset(at: LocalDateTime(startOf: CalendarDate(year: year, month: 6, day: 1)).asUTC)
            }
        }
    }

    @Test func randomDamageDoesNoHarm() throws {
        var random = RandomEdits(state: 5)
        let sample = Array(Self.centralEurope.replacing("%S%", with: "16010101T030000").replacing("%D%", with: "16010101T020000").utf8)
        for _ in 0..<500 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    "0123456789-+;=:,TZ"
                    .utf8.randomElement(using: &random) ?? 0x30
            }
            guard let rules = try? rules(String(decoding: bytes, as: UTF8.self)) else { continue }
            for seconds: Int64 in [.min, -40_000_000_000, 0, 1_800_000_000, 90_000_000_000, .max] {
                _ = rules.offset(at: Instant(seconds: seconds))
                _ = rules.instant(of: LocalDateTime(timelineSeconds: seconds))
            }
        }
    }
}
