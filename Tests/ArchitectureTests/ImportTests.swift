import Testing

/// Data flows one way: which room may import which.
struct ImportTests {
    private static let own: Set<String> = [
        "ICalendar", "TimeZoneDatabase", "XMLDocument", "CharacterSets", "CalendarStore", "SQLStore", "Accounts", "CalendarService",
        "GatewayHTTP", "WCAP",
        "CalendarData", "WebCal", "CalDAV", "Calgate", "CSQLite", "CExpat", "CCrypt", "CPostgres", "CZlib",
    ]

    private static let frontEnd: Set<String> = ["GatewayHTTP", "CalendarService", "CalendarStore", "ICalendar", "XMLDocument", "Accounts"]

    /// Our modules that each room may import.
    private static let allowed: [String: Set<String>] = [
        "ICalendar": [],
        "TimeZoneDatabase": ["ICalendar"],
        "XMLDocument": ["CExpat"], "CharacterSets": [],
        "CalendarStore": ["ICalendar"],
        "SQLStore": ["CalendarStore", "ICalendar", "CSQLite", "CPostgres"],
        "Accounts": ["CalendarStore", "CCrypt"],
        "CalendarService": ["CalendarStore", "CharacterSets", "ICalendar"],
        "GatewayHTTP": ["Accounts", "CalendarService", "CalendarStore", "ICalendar", "XMLDocument"],
        "WCAP": frontEnd, "CalendarData": frontEnd, "WebCal": frontEnd, "CalDAV": frontEnd,
    ]

    @Test("A room imports only the rooms below it", arguments: allowed.keys.sorted())
    func arrows(room: String) {
        let files = SourceTree.swiftFiles(of: room)
        #expect(!files.isEmpty, "the room \(room) has no files")
        for file in files {
            let foreign = SourceTree.imports(in: file.text).intersection(Self.own).subtracting(Self.allowed[room] ?? [])
            #expect(foreign.subtracting([room]).isEmpty, "\(room)/\(file.path) imports \(foreign.sorted().joined(separator: ", "))")
        }
    }

    @Test("ICalendar imports nothing but the lock of the standard library")
    func pureRooms() {
        for file in SourceTree.swiftFiles(of: "ICalendar") {
            let modules = SourceTree.imports(in: file.text).subtracting(["Synchronization"])
            #expect(modules.isEmpty, "ICalendar/\(file.path) imports \(modules.sorted().joined(separator: ", "))")
        }
    }

    @Test("HTTP is known to GatewayHTTP and above only")
    func noHTTPBelow() {
        let http: Set<String> = ["Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOHTTP1", "NIOHTTPTypes", "NIOHTTPTypesHTTP1"]
        for room in [
            "ICalendar", "TimeZoneDatabase", "XMLDocument", "CharacterSets", "CalendarStore", "SQLStore", "Accounts", "CalendarService",
        ] {
            for file in SourceTree.swiftFiles(of: room) {
                #expect(SourceTree.imports(in: file.text).isDisjoint(with: http), "\(room)/\(file.path) knows HTTP")
            }
        }
    }

    @Test("Every room is on the list")
    func noUnknownRooms() {
        let executables: Set<String> = ["Calgate", "CalgateCommand", "CalgateBench", "CalgateFuzz", "StoreCrashWriter"]
        for room in SourceTree.rooms where !room.hasPrefix("C") || !Self.own.contains(room) {
            #expect(Self.allowed[room] != nil || executables.contains(room) || Self.own.contains(room), "unknown room \(room)")
        }
    }
}
