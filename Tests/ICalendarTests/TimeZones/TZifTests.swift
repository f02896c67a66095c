import ICalendar
import Testing
import TimeZoneDatabase

@Suite struct TZifTests {
    private typealias Clock = TZifBuilder.Clock

    private func rules(
        _ footer: String, clocks: [TZifBuilder.Clock] = [.init(offset: -7200)], transitions: [(Int64, UInt8)] = []
    ) throws -> ZoneRules {
        try ZoneRules(tzif: TZifBuilder.data(clocks: clocks, transitions: transitions, footer: footer, version: 0x33))
    }

    /// Footer, then the UTC instants at which the clocks change in 2023 with the offset from there on.
    @Test(arguments: [
        ("CET-1CEST,M3.5.0,M10.5.0/3", ["20230326T010000Z +0200", "20231029T010000Z +0100"]),
        ("EST5EDT,M3.2.0,M11.1.0", ["20230312T070000Z -0400", "20231105T060000Z -0500"]),
        // Before midnight of the named day, and days after it.
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", ["20230326T010000Z -0100", "20231029T010000Z -0200"]),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", ["20230325T000000Z +0300", "20231027T230000Z +0200"]),
        ("XXX3YYY,M3.1.0/-167,M10.1.0/167", ["20230226T040000Z -0200", "20231008T010000Z -0300"]),
        // The 60th day without and with February 29; a winter by law (Ireland).
        ("AAA0BBB,J60/0,J300/0:30:15", ["20230301T000000Z +0100", "20231026T233015Z +0000"]),
        ("AAA0BBB,59/0,299/0", ["20230301T000000Z +0100", "20231026T230000Z +0000"]),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", ["20230326T010000Z +0100", "20231029T010000Z +0000"]),
        // South of the equator, half an hour, explicit offset.
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", ["20230401T150000Z +1030", "20230930T153000Z +1100"]),
        ("UTC0", []),
    ])
    func footers(footer: String, changes: [String]) throws {
        let rules = try rules(footer)
        let found = rules.changes(from: TimeZoneTesting.instant("20230102T000000"), to: TimeZoneTesting.instant("20240101T000000"))
        #expect(found.map { "\($0.instant.text) \($0.offset.text)" } == changes)
    }

    @Test func daysCountLeapDays() throws {
        func first(_ footer: String) throws -> String? {
            try rules(footer).changes(from: TimeZoneTesting.instant("20240102T000000"), to: TimeZoneTesting.instant("20250101T000000"))
                .first?.instant.text
        }
        #expect(try first("AAA0BBB,J60/0,J300/0") == "20240301T000000Z")
        #expect(try first("AAA0BBB,59/0,299/0") == "20240229T000000Z")
    }

    @Test func daylightTimeAllYear() throws {
        let rules = try rules("EST5EDT,0/0,J365/25")
        #expect(rules.changes(from: TimeZoneTesting.instant("20200201T000000"), to: TimeZoneTesting.instant("20400101T000000")).isEmpty)
        #expect(rules.offset(at: TimeZoneTesting.instant("20300101T050000")).seconds == -14400)
    }

    @Test func theFooterBeginsAfterTheLastTransition() throws {
        let transition = TimeZoneTesting.seconds("20230601T000000")
        let rules = try rules(
            "CET-1CEST,M3.5.0,M10.5.0/3", clocks: [Clock(offset: 0), Clock(offset: 7200)], transitions: [(transition, 1)])
        let changes = rules.changes(from: Instant(seconds: .min), to: TimeZoneTesting.instant("20240401T000000"))
        #expect(changes.map(\.instant.text) == ["20230601T000000Z", "20231029T010000Z", "20240331T010000Z"])
    }

    @Test func versionOneHasShortTimesAndNoFooter() throws {
        let data = TZifBuilder.data(clocks: [Clock(offset: 60), Clock(offset: 3600)], transitions: [(-1000, 0), (1000, 1)], version: 0)
        let rules = try ZoneRules(tzif: data)
        #expect(rules.offset(at: Instant(seconds: 999)).seconds == 60)
        #expect(rules.offset(at: Instant(seconds: 1000)).seconds == 3600)
        #expect(rules.offset(at: .distantFuture).seconds == 3600)
    }

    @Test(arguments: [
        "CET", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "1", "<CET-1",
        "CET-99",
        "CET-1CEST,J0,J1", "CET-1CEST,366,1", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0,",
        "CET-1CEST,M3.5.0/99999999999999999999,1",
    ])
    func refusesOtherFooters(_ footer: String) {
        #expect(throws: ValueError.self) { try rules(footer) }
    }

    @Test func refusesDamage() throws {
        let good = TZifBuilder.data(clocks: [Clock(offset: 0), Clock(offset: 3600)], transitions: [(0, 1), (10, 0)], footer: "UTC0")
        for length in 0..<(good.count - 7) {
            #expect(throws: ValueError.self) { try ZoneRules(tzif: Array(good.prefix(length))) }
        }
        #expect(throws: ValueError.self) { try ZoneRules(tzif: TZifBuilder.data(clocks: [Clock(offset: 0)], transitions: [(0, 1)])) }
        #expect(throws: ValueError.self) {
            try ZoneRules(tzif: TZifBuilder.data(clocks: [Clock(offset: 0)], transitions: [(5, 0), (5, 0)]))
        }
        #expect(throws: ValueError.self) { try ZoneRules(tzif: TZifBuilder.data(clocks: [Clock(offset: .max)])) }
        #expect(throws: ValueError.self) { try ZoneRules(tzif: TZifBuilder.data(clocks: [])) }
    }

    @Test func randomDamageDoesNoHarm() throws {
        var random = RandomEdits(state: 11)
        let samples = try ["Europe/Berlin", "Africa/Casablanca", "UTC"].map { name in
            try #require(try TimeZoneTesting.database.get().tzif(named: name))
        }
        for round in 0..<2000 {
            var bytes = samples[round % samples.count]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let rules = try? ZoneRules(tzif: bytes) else { continue }
            for seconds: Int64 in [.min, -3_000_000_000, 0, 1_800_000_000, 5_000_000_000, .max] {
                _ = rules.offset(at: Instant(seconds: seconds))
                _ = rules.instant(of: LocalDateTime(timelineSeconds: seconds))
            }
            _ = TimeZoneRegistry(provider: InventedZones(files: ["Test/Zone": bytes])).vtimezone(for: "Test/Zone")
        }
    }
}

/// Random numbers that are the same in every run (SplitMix64).
struct RandomEdits: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
