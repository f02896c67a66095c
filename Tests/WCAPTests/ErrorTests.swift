import CalendarService
import CalendarStore
import Foundation
import Testing

@testable import WCAP

/// Numbers of the error table (`spec/wcap.md` 9.2) and input that no client should send, as tables in `fixtures/wcap-errors`.
struct ErrorTests {
    private struct Line: Sendable {
        var number: Int
        var text: String
        /// nil: prepares, has to answer 0.
        var expected: [Int]?
        /// Asked in one format only.
        var isOnce: Bool
        var target: String
        var upload: Upload?
    }

    private static func lines(of file: String) throws -> [Line] {
        let text = try String(contentsOf: FixtureTests.root.appending(path: "wcap-errors/\(file)"), encoding: .utf8)
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
                upload: words.count > 1 ? try upload(words[1]) : nil)
        }
    }

    private static func upload(_ name: String) throws -> Upload {
        func calendar(_ lines: String) -> [UInt8] {
            Array("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\nBEGIN:VEVENT\n\(lines)\nEND:VEVENT\nEND:VCALENDAR\n".utf8)
        }
        switch name {
        case "{upload}": return Upload(octets: calendar("UID:u\nDTSTAMP:20260101T000000Z\nDTSTART:20260301T100000Z"))
        case "{part}":
            return Upload(
                octets: calendar("UID:part\nDTSTAMP:20260101T000000Z\nDTSTART:20260301T100000Z\nRECURRENCE-ID:20260301T100000Z"))
        case "{empty}": return Upload(octets: [])
        case "{malformed}": return Upload(octets: [], isMalformed: true)
        case "{body}": return Upload(octets: Array("no calendar at all".utf8), contentType: "text/plain", isPart: false)
        default: throw TestFailure("\(name) is no upload")
        }
    }

    /// The numbers of all blocks, read as clients of the format do.
    private static func numbers(in response: CommandResponse, format: OutputFormat) -> [Int] {
        let text = String(decoding: response.octets, as: UTF8.self)
        switch format {
        case .calendar: return text.errnos
        case .xml:
            return text.components(separatedBy: "<X-NSCP-WCAP-ERRNO>").dropFirst().compactMap { Int($0.prefix { $0 != "<" }) }
        case .script:
            return text.components(separatedBy: "; errno[").dropFirst().compactMap { rest in
                rest.components(separatedBy: "] = ").dropFirst().first.flatMap { Int($0.prefix { $0 != ";" }) }
            }
        }
    }

    @Test("The documented number, in the asked format, with a body", arguments: ["errors.txt", "bad-input.txt"])
    func table(file: String) async throws {
        let lines = try Self.lines(of: file)
        try await TestServer.run { server in
            let ended = try await server.login("jdoe")
            _ = await server.text("logout?id=\(ended)")
            var words = ["{ended}": ended, "{64k}": String(repeating: "a", count: 65_536)]
            for user in ["jdoe", "susan", "calmaster"] { words["{\(user)}"] = try await server.login(user) }
            for line in lines {
                let target = words.reduce(line.target) { $0.replacing($1.key, with: $1.value) }
                let names: Set = ["get_guids"]
                for format in line.isOnce ? [OutputFormat.calendar] : OutputFormat.allCases {
                    let query = (target.contains("?") ? "&" : "?") + "fmt-out=\(format.rawValue)"
                    let response = await server.answer(target.contains("fmt-out=") ? target : target + query, upload: line.upload)
                    let text = String(decoding: response.octets, as: UTF8.self)
                    #expect(!text.isEmpty && response.location == nil, "\(line.number): \(line.text)")
                    #expect(!text.contains("<script>"), "\(line.number) echoes: \(line.text)")
                    // A command whose answers carry no number has nothing to compare.
                    if names.contains(String(target.prefix { $0 != "?" })) { continue }
                    #expect(
                        Self.numbers(in: response, format: format) == line.expected ?? [0],
                        "\(line.number), \(format.rawValue): \(line.text)")
                }
            }
        }
    }

    @Test("The table has every number that a request can bring about")
    func completeness() throws {
        let covered = Set(try Self.lines(of: "errors.txt").flatMap { $0.expected ?? [] })
        // 34, 75, 78 and 85 need a server in another state (the tests below). Nothing here fails as 20, 24 and 70 say but the store itself;
        // the others are never sent (`Compliance.md`).
        let elsewhere: Set = [34, 75, 78, 85]
        let never: Set = [2, 3, 4, 5, 7, 20, 24, 37, 43, 48, 49, 50, 51, 53, 64, 69, 70]
        #expect(Set(-1...87).subtracting(covered) == elsewhere.union(never))
    }

    @Test("34: a calendar that the operator has disabled")
    func disabledCalendars() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let caller = try await server.service.caller(nil, host: "")
            _ = try await server.service.updateCalendar(
                .calid("jdoe@example.com"), for: Caller(account: nil, domain: caller.domain, overridesAccess: true)
            ) { calendar, _ in calendar.properties.isDisabled = true }
            for request in [
                "fetchcomponents_by_range?", "fetchevents_by_id?uid=x", "get_freebusy?", "storeevents?uid=x&dtstart=20260301",
                "storetodos?uid=x", "deleteevents_by_id?uid=x&rid=0&mod=1",
            ] {
                #expect(await server.text("\(request)&id=\(id)&calid=jdoe&fmt-out=text/calendar").errnos == [34], "\(request)")
            }
        }
    }

    @Test("75: anonymous sessions have no lists; they read what is public")
    func anonymous() async throws {
        var settings = WCAPSettings()
        settings.allowsAnonymousLogin = true
        try await TestServer.run(settings: settings) { server in
            let owner = try await server.login("jdoe")
            _ = await server.text("set_calprops?id=\(owner)&calid=jdoe&acl=@^a^r^g;@@o^a^r^g&fmt-out=text/calendar")
            let id = try await server.login("anonymous")
            for command in ["list", "list_subscribed", "subscribe_calendars", "unsubscribe_calendars"] {
                #expect(await server.text("\(command)?id=\(id)&calid=jdoe&fmt-out=text/calendar").errnos == [75], "\(command)")
            }
            #expect(await server.text("fetchcomponents_by_range?id=\(id)&calid=jdoe@example.com&fmt-out=text/calendar").errnos == [0])
            #expect(await server.text("storeevents?id=\(id)&calid=jdoe&uid=x&dtstart=20260301&fmt-out=text/calendar").errnos == [28])
            #expect(await server.text("fetchcomponents_by_range?id=\(id)&fmt-out=text/calendar").errnos == [38])
        }
    }

    @Test("78: a store that cannot be written")
    func readOnlyStore() {
        let error = CalendarError(.readOnly, "")
        for failure in [WCAPErrno.storeEventsFailed, .setCalendarPropertiesFailed, .importFailed] {
            #expect(WCAPErrno(error, failure: failure) == WCAPErrno(78))
        }
    }
}
