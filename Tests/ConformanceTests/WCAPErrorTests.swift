import Accounts
import CalendarService
import CalendarStore
import Calgate
import Foundation
import GatewayTesting
import Testing
import WCAP
import XMLDocument

/// Every number of the error table (`Compliance.md`), brought about over a socket and read from all three formats, and input that no client
/// should send: tables in `fixtures/wcap-errors`.
struct WCAPErrorTests {
    private struct Line: Sendable {
        var number: Int
        var text: String
        /// nil: prepares, has to answer 0.
        var expected: [Int]?
        /// Asked in one format only.
        var isOnce: Bool
        var target: String
        /// Name of what is sent as a body.
        var upload: String?
    }

    private static func lines(of file: String) throws -> [Line] {
        let url = TestFiles.package.appendingPathComponent("fixtures/wcap-errors/\(file)")
        let text = try String(contentsOf: url, encoding: .utf8)
        return try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            var words = line.split(separator: " ").map(String.init)
            guard let first = words.first, first != "#" else { return nil }
            words.removeFirst()
            let isOnce = words.first == "!"
            if isOnce { words.removeFirst() }
            let target = try #require(words.first, "line \(index + 1) of \(file)")
            let expected = first == "+" ? nil : first.split(separator: ",").compactMap { Int($0) }
            return Line(
                number: index + 1, text: String(line), expected: expected, isOnce: isOnce || first == "+", target: target,
                upload: words.count > 1 ? words[1] : nil)
        }
    }

    private static let formats = ["text/calendar", "text/xml", "text/js"]

    @Test("The documented number, in the asked format, with a body", arguments: ["errors.txt", "bad-input.txt"])
    func table(file: String) async throws {
        let lines = try Self.lines(of: file)
        try await Self.run { world in
            var words = [
                "{ended}": try await world.login("jdoe"), "{64k}": String(repeating: "a", count: 65_536),
                "{1k}": String(repeating: "a", count: 1000),
            ]
            _ = try await world.text("logout?id=\(words["{ended}"] ?? "")")
            for user in ["jdoe", "susan", "calmaster"] { words["{\(user)}"] = try await world.login(user) }
            for line in lines {
                let target = words.reduce(line.target) { $0.replacing($1.key, with: $1.value) }
                for format in line.isOnce ? Array(Self.formats.prefix(1)) : Self.formats {
                    let answer = try await world.answer(target, format: format, upload: line.upload)
                    if format == "text/xml", !target.contains("fmt-out=") {
                        let root = try? XMLReader().read(Array(answer.text.utf8))
                        #expect(root?.name.local == "iCalendar", "\(line.number) is no XML: \(answer.text)")
                    }
                    #expect(!answer.text.contains("<script>"), "\(line.number) echoes: \(line.text)")
                    // A command whose answers carry no number has nothing to compare.
                    if target.hasPrefix("get_guids") { continue }
                    #expect(answer.errnos == line.expected ?? [0], "\(line.number), \(format): \(line.text)")
                }
            }
        }
    }

    @Test("The table has every number that a request can bring about")
    func completeness() throws {
        let covered = Set(try Self.lines(of: "errors.txt").flatMap { $0.expected ?? [] })
        // These need a server in another state: the tests below. The others are never sent (`Compliance.md`).
        let elsewhere: Set = [20, 24, 34, 75, 78, 85]
        let never: Set = [2, 3, 4, 5, 7, 37, 43, 48, 49, 50, 51, 53, 64, 69]
        #expect(Set(-1...87).subtracting(covered) == elsewhere.union(never))
    }

    @Test("34: a calendar that the operator has disabled")
    func disabledCalendars() async throws {
        try await Self.run { world in
            let id = try await world.login("jdoe")
            try await world.gateway.withStore { open, caller in
                _ = try await open.service.updateCalendar(.calid("jdoe"), for: caller) { calendar, _ in
                    calendar.properties.isDisabled = true
                }
            }
            for request in [
                "fetchcomponents_by_range?", "fetchevents_by_id?uid=x", "get_freebusy?", "storeevents?uid=x&dtstart=20260301",
                "storetodos?uid=x", "deleteevents_by_id?uid=x&rid=0&mod=1",
            ] {
                for format in Self.formats {
                    #expect(try await world.answer("\(request)&id=\(id)&calid=jdoe", format: format).errnos == [34], "\(request) \(format)")
                }
            }
        }
    }

    @Test("75: anonymous sessions have no lists; they read what is public")
    func anonymous() async throws {
        try await Self.run(configure: { $0.wcap.allowsAnonymousLogin = true }) { world in
            let owner = try await world.login("jdoe")
            _ = try await world.text("set_calprops?id=\(owner)&calid=jdoe&acl=@^a^r^g;@@o^a^r^g")
            let id = try await world.login("anonymous")
            for format in Self.formats {
                for command in ["list", "list_subscribed", "subscribe_calendars", "unsubscribe_calendars"] {
                    #expect(try await world.answer("\(command)?id=\(id)&calid=jdoe", format: format).errnos == [75], "\(command) \(format)")
                }
                #expect(try await world.answer("fetchcomponents_by_range?id=\(id)&calid=jdoe", format: format).errnos == [0])
                #expect(try await world.answer("storeevents?id=\(id)&calid=jdoe&uid=x&dtstart=20260301", format: format).errnos == [28])
                #expect(try await world.answer("fetchcomponents_by_range?id=\(id)", format: format).errnos == [38])
            }
        }
    }

    @Test("78: a server that is read-only")
    func readOnly() async throws {
        try await Self.run(configure: { $0.service.isReadOnly = true }) { world in
            let id = try await world.login("jdoe")
            for request in ["storeevents?uid=x&dtstart=20260301", "createcalendar?calid=x", "set_userprefs?set_attrs=a=b"] {
                for format in Self.formats {
                    #expect(try await world.answer("\(request)&id=\(id)", format: format).errnos == [78], "\(request) \(format)")
                }
            }
            #expect(try await world.text("fetchcomponents_by_range?id=\(id)").errno == 0)
        }
    }

    @Test("85: all attachments named in deleteattach are gone", arguments: formats)
    func attachments(format: String) async throws {
        try await Self.run { world in
            let id = try await world.login("jdoe")
            let stored = try await world.answer(
                "storeevents?id=\(id)&uid=a&dtstart=20260301T100000Z&fetch=1", format: "text/calendar", upload: "{upload}")
            let line = try #require(stored.text.contentLines.first { $0.hasPrefix("ATTACH;") })
            let attachment = try #require(line.components(separatedBy: "X-S1CS-ATTACHID=").last?.prefix { $0.isHexDigit })
            #expect(try await world.answer("storeevents?id=\(id)&uid=a&deleteattach=\(attachment)", format: format).errnos == [85])
        }
    }

    @Test("A store that fails is the command's own number, 20, 24 and 70 among them, and forgotten when it works again")
    func failingStore() async throws {
        try await Self.run { world in
            let id = try await world.login("jdoe")
            let broken = BrokenStore(gateway: world.gateway)
            func ask(_ requests: [(Int, String)]) async throws {
                for (number, request) in requests {
                    for format in Self.formats {
                        let answer = try await world.answer(request.replacing("{jdoe}", with: id), format: format)
                        #expect(answer.errnos == [number], "\(request) \(format): \(answer.text)")
                    }
                }
            }
            try broken.lose("objects")
            try await ask([
                (70, "get_calprops?id={jdoe}&invitecount=1"),
                (13, "fetchcomponents_by_range?id={jdoe}"), (9, "fetchevents_by_id?id={jdoe}&uid=x"),
                (17, "fetchtodos_by_id?id={jdoe}&uid=x"), (36, "fetchcomponents_by_lastmod?id={jdoe}"),
                (41, "fetchcomponents_by_alarmrange?id={jdoe}"), (42, "fetchcomponents_by_attendee_error?id={jdoe}"),
                (14, "storeevents?id={jdoe}&uid=x&dtstart=20260301"), (15, "storetodos?id={jdoe}&uid=x"),
                (6, "deleteevents_by_id?id={jdoe}&uid=x&rid=0&mod=4"), (16, "deletetodos_by_id?id={jdoe}&uid=x&rid=0&mod=4"),
                (21, "deletecomponents_by_range?id={jdoe}"), (22, "deleteevents_by_range?id={jdoe}"),
                (23, "deletetodos_by_range?id={jdoe}"),
                (12, "addlink?id={jdoe}&srcCal=jdoe&destCal=jdoe&uid=x&rid=0"), (39, "get_freebusy?id={jdoe}"),
                (13, "export?id={jdoe}&content-out=text/calendar"),
            ])
            try broken.find("objects")
            try broken.lose("deleted_components")
            try await ask([(56, "fetch_deletedcomponents?id={jdoe}")])
            try broken.find("deleted_components")
            // Calendars are asked for anew once anything was written.
            try broken.lose("calendars")
            try await ask([
                (20, "get_calprops?id={jdoe}&calid=jdoe:other"), (19, "search_calprops?id={jdoe}&search-string=x"),
                (8, "set_calprops?id={jdoe}&calid=jdoe&name=x"), (10, "createcalendar?id={jdoe}&calid=x"),
                (11, "deletecalendar?id={jdoe}&calid=x"), (71, "list?id={jdoe}"), (55, "gettime?id={jdoe}&calid=jdoe:other"),
            ])
            try broken.find("calendars")
            try broken.lose("preferences", "subscriptions")
            try await ask([
                (61, "get_userprefs?id={jdoe}"), (26, "set_userprefs?id={jdoe}&set_attrs=a=b"), (72, "list_subscribed?id={jdoe}"),
                (73, "subscribe_calendars?id={jdoe}&calid=x"), (74, "unsubscribe_calendars?id={jdoe}&calid=x"),
            ])
            try broken.find("preferences", "subscriptions")
            // Whether a session lives cannot be told then.
            try broken.lose("sessions")
            try await ask([(24, "get_all_timezones?id=unknown"), (55, "gettime?id=unknown"), (71, "list?id=unknown")])
            try broken.find("sessions")
            #expect(try await world.text("storeevents?id=\(id)&uid=x&dtstart=20260301").errno == 0)
        }
    }

    // MARK: The server

    private struct Answer {
        var text: String
        var format: String

        /// The numbers of all blocks, read as clients of the format do.
        var errnos: [Int] {
            switch format {
            case "text/xml":
                return text.components(separatedBy: "<X-NSCP-WCAP-ERRNO>").dropFirst().compactMap { Int($0.prefix { $0 != "<" }) }
            case "text/js":
                return text.components(separatedBy: "; errno[").dropFirst().compactMap { rest in
                    rest.components(separatedBy: "] = ").dropFirst().first.flatMap { Int($0.prefix { $0 != ";" }) }
                }
            default: return text.lines("X-NSCP-WCAP-ERRNO").compactMap { Int($0) }
            }
        }
    }

    private struct World: Sendable {
        let gateway: RunningGateway

        func text(_ target: String) async throws -> [String] { try await answer(target, format: "text/calendar").text.contentLines }

        func login(_ user: String) async throws -> String {
            try #require(
                try await answer("login?user=\(user)&password=secret", format: "text/calendar").text.line("X-NSCP-WCAP-SESSION-ID"))
        }

        /// Asks `command?query`; GET, or POST with what `upload` names. Always status 200 and a body.
        func answer(_ target: String, format: String, upload: String? = nil) async throws -> Answer {
            var path = target.contains("fmt-out=") ? target : target + (target.contains("?") ? "&" : "?") + "fmt-out=\(format)"
            let name = path.prefix { $0 != "?" }
            path = "\(name).wcap" + path.dropFirst(name.count)
            let wire = WCAPWire(gateway)
            guard let upload else { return Answer(text: try await wire.get(path), format: format) }
            let (type, body) = try Self.body(upload)
            return Answer(text: try await wire.post(path, type: type, body: body), format: format)
        }

        private static func body(_ name: String) throws -> (type: String, text: String) {
            func form(_ content: String) -> (String, String) {
                (
                    "multipart/form-data; boundary=B",
                    "--B\r\nContent-Disposition: form-data; name=\"Upload\"; filename=\"x.ics\"\r\n\r\n\(content)\r\n--B--\r\n"
                )
            }
            func calendar(_ lines: String) -> String {
                "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\nBEGIN:VEVENT\n\(lines)\nEND:VEVENT\nEND:VCALENDAR\n"
            }
            switch name {
            case "{upload}": return form(calendar("UID:u\nDTSTAMP:20260101T000000Z\nDTSTART:20260301T100000Z"))
            case "{part}":
                return form(calendar("UID:part\nDTSTAMP:20260101T000000Z\nDTSTART:20260301T100000Z\nRECURRENCE-ID:20260301T100000Z"))
            case "{empty}": return form("")
            case "{two}": return ("multipart/form-data; boundary=B", [form("x").1.replacing("--B--\r\n", with: ""), form("y").1].joined())
            case "{malformed}": return ("multipart/form-data", "--B\r\n\r\n\r\n--B--\r\n")
            case "{body}": return ("text/plain", "no calendar at all")
            default: throw HTTPFailure("\(name) is no upload")
            }
        }
    }

    /// A server with jdoe, susan, the administrator calmaster and the resource room.
    private static func run(
        configure: (inout Configuration) -> Void = { _ in }, _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        try await RunningGateway.run(configure: configure) { gateway in
            try await gateway.withStore { open, caller in
                let verifier = try await open.authenticator.verifier(for: RunningGateway.password)
                for name in ["calmaster", "room"] {
                    var account = NewAccount(
                        domain: try #require(caller.domain), name: name, displayName: name, emailAddresses: ["\(name)@example.com"],
                        passwordVerifier: verifier)
                    account.isAdministrator = name == "calmaster"
                    account.isResource = name == "room"
                    _ = try await open.service.createAccount(account)
                }
            }
            try await body(World(gateway: gateway))
        }
    }
}
