import Foundation
import ICalendar
import Synchronization
import Testing
import TimeZoneDatabase

@Suite struct TimeZoneRegistryTests {
    @Test(
        arguments: [
            ("Europe/Berlin", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"), ("US/Pacific", "US/Pacific"),
            ("Asia/Calcutta", "Asia/Calcutta"),
            ("America/New York", "America/New_York"), ("\"Europe/Paris\"", "Europe/Paris"), ("UTC", "UTC"), ("Z", "UTC"), ("GMT", "GMT"),
            ("Etc/UTC", "Etc/UTC"), ("tzone://Microsoft/Utc", "UTC"), ("Coordinated Universal Time", "Etc/UTC"),
            ("(UTC) Coordinated Universal Time", "Etc/UTC"),
            ("W. Europe Standard Time", "Europe/Berlin"), ("w. europe standard time", "Europe/Berlin"),
            ("W. Europe Standard Time 1", "Europe/Berlin"),
            ("GMT Standard Time", "Europe/London"), ("Eastern Standard Time", "America/New_York"), ("India Standard Time", "Asia/Kolkata"),
            ("FLE Standard Time", "Europe/Kyiv"), ("UTC+12", "Etc/GMT-12"), ("UTC-02", "Etc/GMT+2"),
            ("Pacific Standard Time (Mexico)", "America/Tijuana"),
            ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"),
            ("(UTC+01:00) Amsterdam\\, Berlin\\, Bern\\, Rome\\, Stockholm\\, Vienna", "Europe/Berlin"),
            ("(GMT+01:00) Amsterdam, Berlin", "Europe/Berlin"), ("(GMT-05:00) Eastern Time (US & Canada)", "America/New_York"),
            ("(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", "Europe/London"),
            ("(UTC+13:00) Nuku'alofa", "Pacific/Tongatapu"),
            ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"), ("/freeassociation.sourceforge.net/Europe/London", "Europe/London"),
            ("/freeassociation.sourceforge.net/Tzfile/America/Chicago", "America/Chicago"),
            ("/citadel.org/20260414_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
            ("/softwarestudio.org/Olson_20011030_5/America/Indiana/Knox", "America/Indiana/Knox"), ("/example.org/GMT", "GMT"),
            ("GMT+0200", "Etc/GMT-2"), ("UTC-05:00", "Etc/GMT+5"), ("Etc/GMT+2", "Etc/GMT+2"),
            ("Customized Time Zone", nil), ("tzone://Microsoft/Custom", nil), ("", nil), ("Nowhere", nil), ("../../etc/passwd", nil),
            ("/", nil),
            ("Work/Cuba", nil), ("GMT+0530", nil), ("(UTC+01:00)", nil), ("(UTC+01:00) ,", nil), ("Europe/", nil), ("1", nil),
            (" 1 1 1", nil),
        ] as [(String, String?)])
    func names(tzid: String, identifier: String?) throws {
        #expect(try TimeZoneTesting.registry.get().identifier(for: tzid) == identifier)
    }

    @Test func namesThatSpellOutAnOffset() throws {
        let registry = try TimeZoneTesting.registry.get()
        for (tzid, seconds) in [("GMT+0530", 19_800), ("UTC-3:30", -12_600), ("GMT+2", 7200), ("+0100", 3600), ("UTC+00:00", 0)]
            as [(String, Int32)]
        {
            #expect(registry.rules(for: tzid)?.offset(at: Instant(seconds: 0)).seconds == seconds, "\(tzid)")
        }
        for tzid in ["GMT+2500", "GMT+", "GMT+12345", "+1:2:3", "GMT2", "+", "UTC+01:60"] {
            #expect(registry.rules(for: tzid) == nil, "\(tzid)")
        }
    }

    @Test("Every name of CLDR's table leads to a zone of the system")
    func windowsNames() throws {
        let registry = try TimeZoneTesting.registry.get()
        let names = [
            "AUS Central Standard Time", "AUS Eastern Standard Time", "Afghanistan Standard Time", "Alaskan Standard Time",
            "Aleutian Standard Time",
            "Altai Standard Time", "Arab Standard Time", "Arabian Standard Time", "Arabic Standard Time", "Argentina Standard Time",
            "Astrakhan Standard Time", "Atlantic Standard Time", "Aus Central W. Standard Time", "Azerbaijan Standard Time",
            "Azores Standard Time",
            "Bahia Standard Time", "Bangladesh Standard Time", "Belarus Standard Time", "Bougainville Standard Time",
            "Canada Central Standard Time",
            "Cape Verde Standard Time", "Caucasus Standard Time", "Cen. Australia Standard Time", "Central America Standard Time",
            "Central Asia Standard Time", "Central Brazilian Standard Time", "Central Europe Standard Time",
            "Central European Standard Time",
            "Central Pacific Standard Time", "Central Standard Time", "Central Standard Time (Mexico)", "Chatham Islands Standard Time",
            "China Standard Time", "Cuba Standard Time", "Dateline Standard Time", "E. Africa Standard Time", "E. Australia Standard Time",
            "E. Europe Standard Time", "E. South America Standard Time", "Easter Island Standard Time", "Eastern Standard Time",
            "Eastern Standard Time (Mexico)", "Egypt Standard Time", "Ekaterinburg Standard Time", "FLE Standard Time",
            "Fiji Standard Time",
            "GMT Standard Time", "GTB Standard Time", "Georgian Standard Time", "Greenland Standard Time", "Greenwich Standard Time",
            "Haiti Standard Time", "Hawaiian Standard Time", "India Standard Time", "Iran Standard Time", "Israel Standard Time",
            "Jordan Standard Time", "Kaliningrad Standard Time", "Korea Standard Time", "Libya Standard Time", "Line Islands Standard Time",
            "Lord Howe Standard Time", "Magadan Standard Time", "Magallanes Standard Time", "Marquesas Standard Time",
            "Mauritius Standard Time",
            "Middle East Standard Time", "Montevideo Standard Time", "Morocco Standard Time", "Mountain Standard Time",
            "Mountain Standard Time (Mexico)", "Myanmar Standard Time", "N. Central Asia Standard Time", "Namibia Standard Time",
            "Nepal Standard Time", "New Zealand Standard Time", "Newfoundland Standard Time", "Norfolk Standard Time",
            "North Asia East Standard Time", "North Asia Standard Time", "North Korea Standard Time", "Omsk Standard Time",
            "Pacific SA Standard Time", "Pacific Standard Time", "Pacific Standard Time (Mexico)", "Pakistan Standard Time",
            "Paraguay Standard Time", "Qyzylorda Standard Time", "Romance Standard Time", "Russia Time Zone 10", "Russia Time Zone 11",
            "Russia Time Zone 3", "Russian Standard Time", "SA Eastern Standard Time", "SA Pacific Standard Time",
            "SA Western Standard Time",
            "SE Asia Standard Time", "Saint Pierre Standard Time", "Sakhalin Standard Time", "Samoa Standard Time",
            "Sao Tome Standard Time",
            "Saratov Standard Time", "Singapore Standard Time", "South Africa Standard Time", "South Sudan Standard Time",
            "Sri Lanka Standard Time",
            "Sudan Standard Time", "Syria Standard Time", "Taipei Standard Time", "Tasmania Standard Time", "Tocantins Standard Time",
            "Tokyo Standard Time", "Tomsk Standard Time", "Tonga Standard Time", "Transbaikal Standard Time", "Turkey Standard Time",
            "Turks And Caicos Standard Time", "US Eastern Standard Time", "US Mountain Standard Time", "UTC", "UTC+12", "UTC+13", "UTC-02",
            "UTC-08",
            "UTC-09", "UTC-11", "Ulaanbaatar Standard Time", "Venezuela Standard Time", "Vladivostok Standard Time",
            "Volgograd Standard Time",
            "W. Australia Standard Time", "W. Central Africa Standard Time", "W. Europe Standard Time", "W. Mongolia Standard Time",
            "West Asia Standard Time", "West Bank Standard Time", "West Pacific Standard Time", "Yakutsk Standard Time",
            "Yukon Standard Time",
        ]
        #expect(names.count == 139)
        for name in names { #expect(registry.rules(for: name) != nil, "\(name)") }
    }

    @Test func manyUnknownNamesCostNoMemory() throws {
        let registry = try TimeZoneTesting.registry.get()
        for number in 0..<20_000 { #expect(registry.rules(for: "No such zone \(number)x") == nil) }
        #expect(registry.identifier(for: String(repeating: "/a", count: 100_000)) == nil)
        #expect(registry.identifier(for: "Europe/Berlin" + String(repeating: " 1", count: 200)) == "Europe/Berlin")
    }

    @Test func usableFromManyThreads() async throws {
        let registry = TimeZoneRegistry(provider: try TimeZoneTesting.database.get())
        let names = Array(registry.identifiers.prefix(60))
        let sums = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    names.reduce(0) { sum, name in
                        sum + Int(registry.rules(for: name)?.offset(at: Instant(seconds: 1_800_000_000)).seconds ?? 0)
                            + (registry.vtimezone(for: name)?.components.count ?? 0)
                    }
                }
            }
            return await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(sums.count == 1)
    }
}

@Suite struct ZoneResolverTests {
    private let newYork = DateTimeValue.zoned(TimeZoneTesting.local("20260701T120000"), tzid: "America/New_York")

    private func fixed(_ tzid: String, _ offset: String) -> Component {
        TimeZoneTesting.vtimezone(
            "TZID:\(tzid)\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:\(offset)\nTZOFFSETTO:\(offset)\nEND:STANDARD")
    }

    @Test func theObjectsOwnDefinitionComesFirst() throws {
        let registry = try TimeZoneTesting.registry.get()
        let own = ZoneResolver(timeZones: [fixed("America/New_York", "+0900")], registry: registry)
        #expect(own.instant(of: newYork).text == "20260701T030000Z")
        #expect(ZoneResolver(registry: registry).instant(of: newYork).text == "20260701T160000Z")
        // One that cannot be used does not hide the zone of that name.
        let broken = ZoneResolver(timeZones: [TimeZoneTesting.vtimezone("TZID:America/New_York")], registry: registry)
        #expect(broken.instant(of: newYork).text == "20260701T160000Z")
    }

    @Test func theTZIDIsComparedWithoutEscapes() throws {
        let registry = try TimeZoneTesting.registry.get()
        let resolver = ZoneResolver(timeZones: [fixed("(UTC+01:00) Amsterdam\\, Berlin", "+0300")], registry: registry)
        let value = DateTimeValue.zoned(TimeZoneTesting.local("20260701T120000"), tzid: "(UTC+01:00) Amsterdam, Berlin")
        #expect(resolver.instant(of: value).text == "20260701T090000Z")
        let custom = ZoneResolver(timeZones: [fixed("Customized Time Zone", "+0430")], registry: registry)
        #expect(custom.rules(for: "Customized Time Zone").offset(at: Instant(seconds: 0)).seconds == 16_200)
    }

    @Test func whatIsInNoZoneIsReadInTheFloatingOne() throws {
        let registry = try TimeZoneTesting.registry.get()
        let tokyo = try #require(registry.rules(for: "Asia/Tokyo"))
        let resolver = ZoneResolver(registry: registry, floating: tokyo)
        #expect(resolver.instant(of: .date(CalendarDate(year: 2026, month: 7, day: 1))).text == "20260630T150000Z")
        #expect(resolver.instant(of: .floating(TimeZoneTesting.local("20260701T120000"))).text == "20260701T030000Z")
        #expect(resolver.instant(of: .utc(TimeZoneTesting.local("20260701T120000"))).text == "20260701T120000Z")
        #expect(resolver.instant(of: .zoned(TimeZoneTesting.local("20260701T120000"), tzid: "Unknown")).text == "20260701T030000Z")
    }
}

@Suite struct SystemTimeZoneDatabaseTests {
    @Test func listsZonesAndNothingElse() throws {
        let database = try TimeZoneTesting.database.get()
        let names = Set(database.identifiers)
        #expect(names.isSuperset(of: ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "US/Pacific", "Etc/GMT+5"]))
        #expect(
            names.isDisjoint(with: ["posixrules", "localtime", "Factory", "zone.tab", "tzdata.zi", "leapseconds", "posix/UTC", "right/UTC"])
        )
        #expect(database.identifiers == database.identifiers.sorted())
        #expect(database.version.hasPrefix("20"))
    }

    @Test(arguments: [
        "../../etc/passwd", "/etc/passwd", "Europe/../Europe/Berlin", "./UTC", "Europe", "", "zone.tab", "Europe/Berlin\u{0}", "posix/UTC",
    ])
    func noOtherFileCanBeReached(_ name: String) throws {
        #expect(try TimeZoneTesting.database.get().tzif(named: name) == nil)
    }

    @Test func aMissingFolderIsAClearError() {
        let error = #expect(throws: SystemTimeZoneDatabase.MissingDatabase.self) {
            try SystemTimeZoneDatabase(directory: "/nonexistent/zones")
        }
        #expect(
            error?.description
                == "No time zone files in /nonexistent/zones. Install the package tzdata, or set TZDIR to the folder that holds them.")
    }

    @Test func oldNamesAreFoundThroughTheCompactSource() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("zones-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("Asia"), withIntermediateDirectories: true)
        try Data(TZifBuilder.data(clocks: [.init(offset: 19_800)], footer: "IST-5:30")).write(
            to: folder.appendingPathComponent("Asia/Kolkata"))
        try Data("# version 2031x\nL Asia/Kolkata Asia/Calcutta\nL Asia/Nowhere Asia/Else\n".utf8).write(
            to: folder.appendingPathComponent("tzdata.zi"))
        try Data("no zone".utf8).write(to: folder.appendingPathComponent("README"))
        let database = try SystemTimeZoneDatabase(directory: folder.path)
        #expect(database.identifiers == ["Asia/Calcutta", "Asia/Kolkata"])
        #expect(database.version == "2031x")
        #expect(database.tzif(named: "Asia/Calcutta") == database.tzif(named: "Asia/Kolkata"))
    }

    @Test("A zone file that cannot be read once is read the next time: no clock is guessed in between")
    func unreadableFiles() {
        final class Flaky: TimeZoneProvider {
            let file = TZifBuilder.data(clocks: [.init(offset: 19_800)], footer: "IST-5:30")
            let failures = Mutex(0)
            let identifiers = ["Asia/Kolkata"]
            let version = "test"
            func fail(times: Int) { failures.withLock { $0 = times } }
            func tzif(named identifier: String) -> [UInt8]? {
                failures.withLock { failures in
                    failures -= 1
                    return failures >= 0 ? nil : file
                }
            }
        }
        let provider = Flaky()
        let registry = TimeZoneRegistry(provider: provider)
        provider.fail(times: 1)
        #expect(registry.rules(for: "Asia/Kolkata")?.offset(at: Instant(seconds: 0)) == nil)
        #expect(registry.rules(for: "Asia/Kolkata")?.offset(at: Instant(seconds: 0)).seconds == 19_800)
        // The rules are known by now; a definition that cannot be read is none, not UTC.
        provider.fail(times: 1)
        #expect(registry.vtimezone(for: "Asia/Kolkata") == nil)
        #expect(
            registry.vtimezone(for: "Asia/Kolkata").map { String(decoding: Serializer().text(of: $0), as: UTF8.self) }?.contains("+0530")
                == true)
    }
}
