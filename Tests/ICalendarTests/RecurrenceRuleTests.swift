import ICalendar
import Testing

@Suite struct RecurrenceRuleTests {
    private func read(_ text: String) throws -> RecurrenceRule { try RecurrenceRule(Bytes(utf8: text)) }

    @Test(arguments: [
        ("FREQ=DAILY", "FREQ=DAILY"),
        ("freq=weekly;byday=mo,+2tu,-1fr;wkst=su", "FREQ=WEEKLY;BYDAY=MO,2TU,-1FR;WKST=SU"),
        ("COUNT=10;INTERVAL=2;FREQ=MONTHLY;", "FREQ=MONTHLY;COUNT=10;INTERVAL=2"),
        (" FREQ = DAILY ; COUNT = 3 ;; ", "FREQ=DAILY;COUNT=3"),
        ("FREQ=DAILY;COUNT=5;UNTIL=20260301", "FREQ=DAILY;UNTIL=20260301;COUNT=5"),
        ("FREQ=DAILY;UNTIL=20260301T100000Z", "FREQ=DAILY;UNTIL=20260301T100000Z"),
        ("FREQ=DAILY;UNTIL=20260301T1000", "FREQ=DAILY;UNTIL=20260301T100000"),
        ("FREQ=DAILY;UNTIL=20260301T10z", "FREQ=DAILY;UNTIL=20260301T100000Z"),
        ("FREQ=DAILY;UNTIL=2026-03-01T10:00:00", "FREQ=DAILY;UNTIL=20260301T100000"),
        ("FREQ=DAILY;UNTIL=20260301T", "FREQ=DAILY;UNTIL=20260301"),
        ("FREQ=DAILY;X-SOMETHING=Kept;FOO", "FREQ=DAILY;FOO;X-SOMETHING=Kept"),
        ("RSCALE=gregorian;FREQ=YEARLY;SKIP=forward", "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD"),
        ("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=8", "RSCALE=HEBREW;FREQ=YEARLY;BYMONTHDAY=8;BYMONTH=5L"),
        (
            "FREQ=YEARLY;BYSECOND=60;BYMINUTE=59;BYHOUR=23;BYMONTHDAY=-1,+31;BYYEARDAY=-366;BYWEEKNO=-53;BYMONTH=12;BYSETPOS=-1",
            "FREQ=YEARLY;BYSECOND=60;BYMINUTE=59;BYHOUR=23;BYMONTHDAY=-1,31;BYYEARDAY=-366;BYWEEKNO=-53;BYMONTH=12;BYSETPOS=-1"
        ),
    ])
    func readsAndWrites(text: String, written: String) throws {
        let rule = try read(text)
        #expect(rule.description == written)
        #expect(try read(rule.description) == rule)
    }

    @Test(arguments: [
        "", "COUNT=1", "FREQ=", "FREQ=FORTNIGHTLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=99999999999999999999", "FREQ=DAILY;UNTIL=", "FREQ=DAILY;UNTIL=tomorrow", "FREQ=DAILY;UNTIL=20260230",
        "FREQ=DAILY;UNTIL=20260201T250000", "FREQ=DAILY;UNTIL=20260201T101", "FREQ=DAILY;BYHOUR=24", "FREQ=DAILY;BYMINUTE=60",
        "FREQ=DAILY;BYSECOND=61", "FREQ=DAILY;BYHOUR=-1", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYYEARDAY=367", "FREQ=YEARLY;BYWEEKNO=54", "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYMONTH=0",
        "FREQ=MONTHLY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY=54MO", "FREQ=MONTHLY;BYDAY=M", "FREQ=DAILY;WKST=8",
        "FREQ=MONTHLY;BYSETPOS=0", "FREQ=MONTHLY;BYSETPOS=1,x",
    ])
    func refuses(text: String) { #expect(throws: ValueError.self) { try self.read(text) } }

    @Test func sayWhatIsWrong() {
        #expect(throws: ValueError("INTERVAL cannot be 0")) { try self.read("FREQ=DAILY;INTERVAL=0") }
        #expect(throws: ValueError("FREQ=HOURLEY is no frequency")) { try self.read("FREQ=HOURLEY") }
    }

    @Test func onlyTheGregorianScaleIsUnderstood() throws {
        #expect(try read("FREQ=DAILY").isUnderstood)
        #expect(try read("RSCALE=GREGORIAN;FREQ=DAILY").isUnderstood)
        #expect(try !read("RSCALE=CHINESE;FREQ=DAILY").isUnderstood)
    }
}
