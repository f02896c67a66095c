import CalendarService
import Calgate
import GatewayTesting
import ICalendar
import SeededRandom
import Testing
import TimeZoneDatabase

/// Hours that the clocks leave out or show twice, over all protocols: WCAP clients speak UTC there.
struct ClockChangeAcrossTests {
    /// Zones with the local days on which their clocks change, and the hours around.
    private static let changes: [(tzid: String, days: [String], hours: ClosedRange<Int>)] = [
        ("Europe/Berlin", ["20260327", "20260329", "20261023", "20261025"], 0...3),
        ("America/New_York", ["20260306", "20260308", "20261030", "20261101"], 0...3),
        ("Australia/Lord_Howe", ["20260403", "20260405", "20261002", "20261004"], 0...3),
        ("Pacific/Apia", ["20111228", "20111229", "20111231"], 0...23),
    ]
    private static let rules = ["FREQ=DAILY;COUNT=7", "FREQ=WEEKLY;COUNT=4", "FREQ=HOURLY;COUNT=40", "FREQ=WEEKLY;BYDAY=SU,MO,FR;COUNT=6"]
    private static let range = "20110101T000000Z", end = "20270101T000000Z"

    /// An instance as it is told in UTC.
    private struct Told: Hashable {
        var uid = "", id = "", start = "", end = "", summary = ""
        var text: String { "\(start) to \(end) \(uid) \(summary)" }

        static func list(_ lines: some Sequence<Substring>) -> [Told] {
            var list: [Told] = []
            for line in lines {
                if line.contains("BEGIN:VEVENT") { list.append(Told()) }
                guard let colon = line.firstIndex(of: ":"), let last = list.indices.last else { continue }
                let value = String(line[line.index(after: colon)...].prefix { $0 != "\r" && $0 != "&" })
                switch line[..<colon] {
                case "UID": list[last].uid = value
                case "RECURRENCE-ID": list[last].id = value
                case "DTSTART": list[last].start = value
                case "DTEND": list[last].end = value
                case "SUMMARY": list[last].summary = value
                default: continue
                }
            }
            return list
        }
    }

    private func shown(_ session: WCAPSession) async throws -> [Told] {
        let command = "fetchcomponents_by_range?calid=jdoe&dtstart=\(Self.range)&dtend=\(Self.end)&compressed=0&recurring=0"
        return Told.list(try await session.lines(command).map { $0[...] })
    }

    private func expanded(_ client: HTTPClient) async throws -> [Told] {
        let answer = try await client.send(
            "REPORT", "/CalDAV/Calendar/", headers: [("Depth", "1"), ("Content-Type", "application/xml")],
            text: """
                <C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-data>
                <C:expand start="\(Self.range)" end="\(Self.end)"/></C:calendar-data></D:prop><C:filter>
                <C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="\(Self.range)" end="\(Self.end)"/>
                </C:comp-filter></C:comp-filter></C:filter></C:calendar-query>
                """)
        #expect(answer.status == 207)
        return Told.list(answer.text.split(whereSeparator: \.isNewline))
    }

    private func served(_ client: HTTPClient, _ registry: TimeZoneRegistry) async throws -> [String] {
        let (from, to) = (Instant(seconds: 1_293_840_000), Instant(seconds: 1_798_761_600))
        let text = try await client.get("/CalendarData/Calendar.ics").text
        return ShownInstance.expanded(text, from: from, to: to, registry: registry).map(\.text).sorted()
    }

    /// All protocols tell the same; what they tell.
    private func agreed(_ gateway: RunningGateway, _ session: WCAPSession, _ registry: TimeZoneRegistry, _ log: [String]) async throws
        -> [Told]
    {
        let client = gateway.client("jdoe")
        let told = try await shown(session)
        let texts = told.map(\.text).sorted()
        let davTexts = try await expanded(client).map(\.text).sorted()
        #expect(texts == davTexts, "CalDAV: \(log.suffix(4))")
        let starts = told.map { "\($0.start) \($0.uid) \($0.summary)" }.sorted()
        let published = try await served(client, registry)
        #expect(starts == published, "CalendarData: \(log.suffix(4))")
        return told
    }

    @Test(arguments: 0..<6)
    func editsAreExact(seed: Int) async throws {
        let registry = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        try await RunningGateway.run(configure: { $0.service.recurrenceBound = 1_000 }) { gateway in
            let session = try await WCAPSession(gateway, "jdoe")
            var random = SeededGenerator(seed: UInt64(9_000 + seed))
            for number in 0..<5 {
                let (tzid, days, hours) = try #require(Self.changes.randomElement(using: &random))
                let day = try #require(days.randomElement(using: &random))
                let hour = Int.random(in: hours, using: &random)
                let minute = try #require(["00", "15", "30"].randomElement(using: &random))
                let rule = try #require(Self.rules.randomElement(using: &random))
                let start = "\(day)T\(hour < 10 ? "0" : "")\(hour)\(minute)00"
                let uid = "series\(number)"
                let quoted = rule.replacing("=", with: "%3D").replacing(";", with: "%3B").replacing(",", with: "%2C")
                var log = [
                    "storeevents?calid=jdoe&uid=\(uid)&dtstart=\(start)&duration=PT1H30M&tzid=\(tzid)&rrules=\"\(quoted)\"&summary=first"
                ]
                #expect(try await session.errno(log[0]) == 0)
                for step in 0..<5 {
                    let before = try await agreed(gateway, session, registry, log)
                    guard let target = before.filter({ $0.uid == uid }).randomElement(using: &random) else { break }
                    let mod = Int.random(in: 1...4, using: &random)
                    let delta = try #require([0, 900, 1_800, 3_600, -1_800, -3_600, 7_200].randomElement(using: &random))
                    let asked = ShownInstance(start: target.start).start(after: Int64(delta))
                    let end = ShownInstance(start: asked).start(after: try #require([1_800, 5_400].randomElement(using: &random)))
                    let command = "storeevents?calid=jdoe&uid=\(uid)&rid=\(target.id)&mod=\(mod)&dtstart=\(asked)&dtend=\(end)&rchange=1"
                    log.append("\(command)&summary=s\(step)")
                    let errno = try await session.errno(log.last ?? "")
                    let after = try await agreed(gateway, session, registry, log)
                    guard errno == 0 else {
                        #expect(Set(after) == Set(before), "refused with \(errno), and changed: \(log.suffix(4))")
                        #expect(mod == 1 ? errno == 65 || errno == 66 : errno == 13 || errno == 14, "\(errno): \(log.suffix(4))")
                        continue
                    }
                    #expect(after.contains { ($0.start, $0.end, $0.summary) == (asked, end, "s\(step)") }, "\(log.suffix(4))")
                    guard mod == 1 else { continue }
                    #expect(
                        Set(after.filter { $0.id != target.id || $0.uid != uid })
                            == Set(before.filter { $0.id != target.id || $0.uid != uid }))
                    #expect(after.contains { ($0.id, $0.start, $0.end) == (target.id, asked, end) }, "\(log.suffix(4))")
                }
            }
        }
    }

    @Test func theSecondOfTwoHours() async throws {
        let registry = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        try await RunningGateway.run { gateway in
            let session = try await WCAPSession(gateway, "jdoe")
            let store = "storeevents?calid=jdoe&tzid=Europe/Berlin"
            // By themselves, and as another date of a series.
            #expect(try await session.errno("\(store)&uid=one&dtstart=20261025T010000Z&dtend=20261025T013000Z&summary=One") == 0)
            #expect(try await session.errno("\(store)&uid=long&dtstart=20261025T003000Z&dtend=20261025T013000Z&summary=Long") == 0)
            let dates = "rdates=20261025T013000Z;20261101T013000Z"
            #expect(try await session.errno("\(store)&uid=dates&dtstart=20261024T003000Z&duration=PT15M&\(dates)&summary=Dates") == 0)
            // A rule cannot begin there.
            let rule = "rrules=\"FREQ%3DDAILY%3BCOUNT%3D3\""
            #expect(try await session.errno("\(store)&uid=rule&dtstart=20261025T010000Z&dtend=20261025T013000Z&\(rule)") != 0)
            let told = try await agreed(gateway, session, registry, [])
            #expect(
                told.map(\.text).sorted() == [
                    "20261024T003000Z to 20261024T004500Z dates Dates", "20261025T003000Z to 20261025T013000Z long Long",
                    "20261025T010000Z to 20261025T013000Z one One", "20261025T013000Z to 20261025T014500Z dates Dates",
                    "20261101T013000Z to 20261101T014500Z dates Dates",
                ])
            // Each of two equal hours is edited and deleted by its own name.
            #expect(try await session.errno("storeevents?calid=jdoe&uid=dates&rid=20261025T003000Z&mod=1&summary=x") != 0)
            #expect(try await session.errno("storeevents?calid=jdoe&uid=dates&rid=20261025T013000Z&mod=1&summary=Second") == 0)
            #expect(try await agreed(gateway, session, registry, []).contains { $0.start == "20261025T013000Z" && $0.summary == "Second" })
            #expect(try await session.errno("deleteevents_by_id?calid=jdoe&uid=dates&rid=20261025T013000Z&mod=1") == 0)
            #expect(try await !agreed(gateway, session, registry, []).contains { $0.start == "20261025T013000Z" })
        }
    }
}
