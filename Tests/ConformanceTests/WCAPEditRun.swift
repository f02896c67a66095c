import GatewayTesting
import ICalendar
import SeededRandom
import Testing
import TimeZoneDatabase

/// Series that are made and edited at random over the wire.
struct WCAPEditRun {
    let gateway: RunningGateway
    let session: WCAPSession
    private(set) var log: [String] = []
    private var random: SeededGenerator
    private let client: HTTPClient

    private static let rules = [
        "FREQ=DAILY;COUNT=12", "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=15", "FREQ=MONTHLY;BYDAY=2TU;COUNT=8",
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=6", "FREQ=WEEKLY;INTERVAL=2", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY;BYDAY=-1FR",
    ]
    private static let zones = ["America/New_York", "Europe/Berlin", "UTC", "Asia/Kolkata"]
    /// Starts and summaries in the range of the test, in UTC.
    private static let range = "dtstart=20260101T000000Z&dtend=20270101T000000Z"

    init(gateway: RunningGateway, session: WCAPSession, seed: UInt64) {
        self.gateway = gateway
        self.session = session
        random = SeededGenerator(seed: seed)
        client = gateway.client("jdoe")
    }

    private func kind(_ number: Int) -> String { number % 3 == 2 ? "todo" : "event" }

    private static func quoted(_ rules: [String]) -> String {
        rules.map { "\"\($0.replacing("=", with: "%3D").replacing(";", with: "%3B").replacing(",", with: "%2C"))\"" }.joined(separator: ";")
    }

    private mutating func pick<Element>(_ list: [Element], or other: Element) -> Element { list.randomElement(using: &random) ?? other }

    /// A new series: timed, in hours that the clocks leave out or double too, or all day; some with two rules.
    mutating func make(_ number: Int) async throws {
        let zone = pick(Self.zones, or: "UTC")
        let day = Bool.random(using: &random) ? pick([8, 29], or: 8) : Int.random(in: 1...28, using: &random)
        let hour = Int.random(in: 0..<23, using: &random)
        let time = "202603\(day < 10 ? "0" : "")\(day)T\(hour < 10 ? "0" : "")\(hour)"
        var rules = [pick(Self.rules, or: "FREQ=DAILY")]
        if Int.random(in: 0..<4, using: &random) == 0 { rules.append("FREQ=WEEKLY;COUNT=4") }
        let end = kind(number) == "todo" ? "due" : "dtend"
        var times = "dtstart=\(time)0000&\(end)=\(time)4500&tzid=\(zone)"
        if Int.random(in: 0..<4, using: &random) == 0 { times = "dtstart=\(time.prefix(8))&\(end)=\(Self.nextDay(String(time.prefix(8))))" }
        let command = "store\(kind(number))s?calid=jdoe&uid=series\(number)&\(times)&rrules=\(Self.quoted(rules))&summary=first"
        log.append(command)
        let errno = try await session.errno(command)
        #expect(errno == 0, "\(command)")
    }

    /// One edit of a series by WCAP, CalDAV or CalendarData; false where it has no instance left.
    mutating func edit(_ number: Int, _ step: Int) async throws -> Bool {
        let uid = "series\(number)"
        guard let instance = try await shown().filter({ $0.uid == uid }).randomElement(using: &random) else { return false }
        let isDate = instance.start.count == 8
        let target = "calid=jdoe&uid=\(uid)&rid=\(instance.recurrenceID)&mod=\(Int.random(in: 1...4, using: &random))"
        let store = "store\(kind(number))s?"
        let command: String
        switch Int.random(in: 0..<11, using: &random) {
        case 0: command = "delete\(kind(number))s_by_id?\(target)"
        case 1, 2: command = "\(store)\(target)&dtstart=\(instance.start(after: isDate ? 86_400 : 600))&rchange=1&summary=moved\(step)"
        case 3: command = "\(store)\(target)&dtstart=\(instance.start(after: isDate ? -86_400 : 54_000))&rchange=1"
        case 4:
            // From times to dates and back, the whole series.
            let date = String(instance.start.prefix(8))
            let times = isDate ? "dtstart=\(date)T100000&tzid=Europe/Berlin" : "dtstart=\(date)"
            command = "\(store)calid=jdoe&uid=\(uid)&rid=\(instance.recurrenceID)&mod=4&\(times)"
        case 5 where !isDate:
            let local = instance.start.dropLast()
            command = "\(store)\(target)&dtstart=\(local)&tzid=\(pick(Self.zones, or: "UTC"))&rchange=1"
        case 6:
            let rules = Self.quoted([pick(Self.rules, or: "FREQ=DAILY")])
            command = "\(store)\(target)&rrules=\(rules)&rchange=\(step % 2)"
        case 7 where kind(number) == "todo": command = "\(store)\(target)&percent=100&status=4&completed=20260501T080000Z"
        case 8: return try await editByCalDAV(uid, step)
        case 9: return try await editByCalendarData(uid, step)
        default: command = "\(store)\(target)&rchange=\(step % 2)&summary=step\(step)"
        }
        log.append(command)
        let result = try await session.errno(command)
        // A move past a neighbour, or onto its day, is refused and changes nothing.
        #expect([0, 65, 66].contains(result), "\(log.suffix(6)): \(result)")
        if result == 0, command.hasSuffix("summary=step\(step)") { try await repeated(command) }
        return true
    }

    /// Sent twice, an edit of plain properties changes nothing the second time.
    private func repeated(_ command: String) async throws {
        let etag = try await client.get("/CalendarData/Calendar.ics").etag
        let errno = try await session.errno(command)
        // After a split the instance is another item's.
        #expect([0, 59, 14].contains(errno), "\(command) again: \(errno)")
        #expect(try await client.get("/CalendarData/Calendar.ics").etag == etag, "\(command) again")
    }

    /// The object by itself, with another summary and one instance less.
    private mutating func editByCalDAV(_ uid: String, _ step: Int) async throws -> Bool {
        let path = "/CalDAV/Calendar/\(uid).ics"
        let object = try await client.get(path)
        guard object.status == 200 else { return true }
        log.append("PUT \(path)")
        let text = object.text.replacing("SUMMARY:first", with: "X-CLIENT-OWN;X-P=\"a;b\":kept\r\nSUMMARY:dav\(step)")
        let answer = try await client.put(
            path, headers: [("Content-Type", "text/calendar"), ("If-Match", object.etag ?? "")], text: text
        )
        #expect([201, 204].contains(answer.status), "\(log.suffix(6)): \(answer.status) \(answer.text)")
        return true
    }

    /// The whole calendar, with one summary changed everywhere.
    private mutating func editByCalendarData(_ uid: String, _ step: Int) async throws -> Bool {
        let path = "/CalendarData/Calendar.ics"
        log.append("PUT \(path)")
        let text = try await client.get(path).text.replacing("SUMMARY:step", with: "SUMMARY:published")
        let answer = try await client.put(path, headers: [("Content-Type", "text/calendar")], text: text)
        #expect([200, 201, 204].contains(answer.status), "\(answer.status) \(answer.text)")
        return true
    }

    // MARK: Views

    /// What WCAP shows, instance by instance. A split's new item counts as the one it came from only by its own UID.
    func shown() async throws -> [ShownInstance] {
        let lines = try await session.lines("fetchcomponents_by_range?calid=jdoe&\(Self.range)&compressed=0&recurring=0")
        #expect(lines.errno == 0)
        return ShownInstance.list(lines)
    }

    /// What CalendarData serves, expanded.
    func served(_ registry: TimeZoneRegistry) async throws -> [String] {
        let (from, to) = (Instant(seconds: 1_767_225_600), Instant(seconds: 1_798_761_600))
        let text = try await client.get("/CalendarData/Calendar.ics").text
        return ShownInstance.expanded(text, from: from, to: to, registry: registry).map(\.text).sorted()
    }

    private static func nextDay(_ date: String) -> String {
        ShownInstance(start: date).start(after: 86_400)
    }
}
