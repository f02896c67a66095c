import ICalendar
import Testing
import TimeZoneDatabase

/// `ZoneOffsets` says what `ZoneRules` says, in whatever order it is asked.
@Suite struct ZoneOffsetsTests {
    @Test(arguments: ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Casablanca", "Australia/Lord_Howe"])
    func sameAsRules(name: String) throws {
        let registry = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        let rules = try #require(registry.rules(for: name))
        var offsets = ZoneOffsets(rules)
        // From year 2 to 9998, in strides that jump to and fro, and around each change of 2025 and 2026.
        var instants = (0..<2000).map { (index: Int64) in -62_000_000_000 + (index * 7_919 % 2000) * 157_000_003 }
        for change in rules.changes(from: Instant(seconds: 1_735_689_600), to: Instant(seconds: 1_798_761_600)) {
            instants += [-1, 0, 1].map { change.instant.seconds + $0 }
        }
        let differing = instants.map(Instant.init(seconds:)).filter { offsets.offset(at: $0) != rules.offset(at: $0) }
        #expect(differing.isEmpty)
    }
}
