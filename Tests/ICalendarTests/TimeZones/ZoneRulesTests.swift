import ICalendar
import Testing

@Suite struct ZoneRulesTests {
    private func rules(_ name: String) throws -> ZoneRules { try #require(try TimeZoneTesting.registry.get().rules(for: name)) }

    /// Zone, UTC, offset in seconds.
    @Test(arguments: [
        ("Europe/Berlin", "20260329T005959", 3600), ("Europe/Berlin", "20260329T010000", 7200), ("Europe/Berlin", "20261025T005959", 7200),
        ("Europe/Berlin", "20261025T010000", 3600), ("Europe/Berlin", "19450601T000000", 10800), ("Europe/Berlin", "23000701T000000", 7200),
        ("Europe/Berlin", "98000101T000000", 3600), ("America/New_York", "20250309T065959", -18000),
        ("America/New_York", "20250309T070000", -14400), ("Australia/Lord_Howe", "20260101T000000", 39600),
        ("Australia/Lord_Howe", "20260701T000000", 37800), ("Asia/Kolkata", "20260101T000000", 19800),
        ("Africa/Monrovia", "19600101T000000", -2670), ("Asia/Kathmandu", "20260101T000000", 20700),
        ("America/Nuuk", "20260329T005959", -7200), ("America/Nuuk", "20260329T010000", -3600),
        ("Asia/Gaza", "20900401T000000", 10800), ("Pacific/Apia", "20111230T095959", -36000), ("Pacific/Apia", "20111230T100000", 50400),
        ("UTC", "20260101T000000", 0), ("Etc/GMT-14", "20260101T000000", 50400),
    ])
    func offsets(zone: String, utc: String, offset: Int) throws {
        #expect(try rules(zone).offset(at: TimeZoneTesting.instant(utc)).seconds == offset)
    }

    /// Zone, clock reading, UTC. In a gap the offset before it, of a doubled time the first (RFC 5545 section 3.3.5).
    @Test(arguments: [
        ("America/New_York", "20250309T023000", "20250309T073000"), ("America/New_York", "20250309T015959", "20250309T065959"),
        ("America/New_York", "20250309T030000", "20250309T070000"), ("America/New_York", "20251102T013000", "20251102T053000"),
        ("America/New_York", "20251102T005959", "20251102T045959"), ("America/New_York", "20251102T020000", "20251102T070000"),
        ("Europe/London", "21500331T010000", "21500331T000000"), ("Australia/Lord_Howe", "20261004T021500", "20261003T154500"),
        // A whole day left out, and a doubled one an hour long with a change of zone.
        ("Pacific/Apia", "20111230T120000", "20111230T220000"), ("Pacific/Apia", "20111231T000000", "20111230T100000"),
        ("Europe/Berlin", "18000101T000000", "17991231T230632"),
    ])
    func readings(zone: String, local: String, utc: String) throws {
        #expect(try rules(zone).instant(of: TimeZoneTesting.local(local)).utc.text == utc)
    }

    @Test func readingsComeBackFromInstants() throws {
        for name in ["Europe/Berlin", "America/St_Johns", "Africa/Casablanca", "Asia/Gaza", "Antarctica/Troll", "Pacific/Chatham"] {
            let rules = try rules(name)
            for change in rules.changes(from: TimeZoneTesting.instant("19000101T000000"), to: TimeZoneTesting.instant("21100101T000000")) {
                for distance: Int64 in [-90_000, -7201, -1, 0, 1, 3599, 7200, 90_000] {
                    let instant = change.instant.advanced(bySeconds: distance)
                    let local = rules.local(at: instant)
                    let back = rules.instant(of: local)
                    #expect(rules.local(at: back) == local, "\(name) \(instant.text)")
                    #expect(back <= instant, "\(name) \(instant.text): of a doubled time the first")
                }
            }
        }
    }

    @Test func extremesDoNotTrap() throws {
        for name in ["Europe/Berlin", "Africa/Casablanca", "UTC"] {
            let rules = try rules(name)
            for seconds: Int64 in [.min, .min + 1, -1 << 62, 0, 1 << 62, .max - 1, .max] {
                _ = rules.offset(at: Instant(seconds: seconds))
                _ = rules.local(at: Instant(seconds: seconds))
            }
            _ = rules.instant(of: LocalDateTime(date: CalendarDate(year: .max, month: 12, day: 31), hour: 23, minute: 59, second: 59))
            _ = rules.instant(of: LocalDateTime(date: CalendarDate(year: .min, month: 1, day: 1), hour: 0, minute: 0, second: 0))
            #expect(rules.changes(from: .distantFuture, to: .distantPast).isEmpty)
            #expect(rules.changes(from: Instant(seconds: .min), to: Instant(seconds: .max)).count < 40_000)
        }
    }

    @Test func comparesOffsetsOverASpan() throws {
        let berlin = try rules("Europe/Berlin")
        let rome = try rules("Europe/Rome")
        let paris = try rules("Europe/Paris")
        #expect(berlin.givesSameOffsets(as: paris, from: TimeZoneTesting.instant("20000101T000000"), to: .distantFuture))
        #expect(!berlin.givesSameOffsets(as: rome, from: TimeZoneTesting.instant("19700101T000000"), to: .distantFuture))
        #expect(
            !berlin.givesSameOffsets(as: try rules("Africa/Lagos"), from: TimeZoneTesting.instant("20260101T000000"), to: .distantFuture))
        let winter = [TimeZoneTesting.instant("20260101T000000"), TimeZoneTesting.instant("20261201T000000")]
        #expect(berlin.givesSameOffsets(as: try rules("Africa/Lagos"), at: winter))
        #expect(!berlin.givesSameInstants(as: try rules("Africa/Lagos"), for: [TimeZoneTesting.local("20260701T120000")]))
    }
}
