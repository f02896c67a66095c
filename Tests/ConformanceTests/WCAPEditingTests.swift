import CalendarService
import Calgate
import Foundation
import GatewayTesting
import ICalendar
import SeededRandom
import Testing
import TimeZoneDatabase

/// Random edits over WCAP on a running server: what WCAP shows of the series is what CalendarData serves, expanded by itself.
struct WCAPEditingTests {
    private static let rules = [
        "FREQ=DAILY;COUNT=12", "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=15", "FREQ=MONTHLY;BYDAY=2TU;COUNT=8",
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=6",
        "FREQ=WEEKLY;INTERVAL=2", "FREQ=DAILY;INTERVAL=3",
    ]

    /// Starts and summaries in the range of the test, in UTC.
    private static let range = "dtstart=20260101T000000Z&dtend=20270101T000000Z"

    @Test(arguments: 0..<4)
    func bothProtocolsShowTheSame(seed: Int) async throws {
        let registry = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        try await RunningGateway.run(configure: { $0.service.recurrenceBound = 1_000 }) { gateway in
            let session = try await WCAPSession(gateway, "jdoe")
            let feed = gateway.client("jdoe")
            var random = SeededGenerator(seed: UInt64(7_000 + seed))
            var log: [String] = []
            for number in 0..<5 {
                let uid = "series\(number)"
                let rule = Self.rules.randomElement(using: &random) ?? ""
                let zone = ["America/New_York", "Europe/Berlin", "UTC"].randomElement(using: &random) ?? "UTC"
                let (hour, day) = (Int.random(in: 0..<23, using: &random), Int.random(in: 1...28, using: &random))
                let clock = (hour < 10 ? "0" : "") + "\(hour)"
                let date = "202603" + (day < 10 ? "0" : "") + "\(day)"
                let made =
                    "storeevents?calid=jdoe&uid=\(uid)&dtstart=\(date)T\(clock)0000&dtend=\(date)T\(clock)4500&tzid=\(zone)"
                    + "&rrules=\"\(rule.replacing("=", with: "%3D").replacing(";", with: "%3B").replacing(",", with: "%2C"))\"&summary=first"
                log.append(made)
                let errno = try await session.errno(made)
                #expect(errno == 0, "\(made)")
                for step in 0..<4 {
                    let shown = try await Self.shown(session)
                    let own = shown.filter { $0.uid == uid }
                    guard let instance = own.randomElement(using: &random) else { break }
                    let target = "calid=jdoe&uid=\(uid)&rid=\(instance.recurrenceID)&mod=\(Int.random(in: 1...4, using: &random))"
                    let command =
                        switch Int.random(in: 0..<4, using: &random) {
                        case 0: "deleteevents_by_id?\(target)"
                        case 1: "storeevents?\(target)&dtstart=\(instance.later)&rchange=1&summary=moved\(step)"
                        default: "storeevents?\(target)&rchange=\(step % 2)&summary=step\(step)"
                        }
                    log.append(command)
                    let result = try await session.errno(command)
                    // A move past a neighbour, or onto its day, is refused and changes nothing.
                    #expect([0, 11, 65, 66].contains(result), "\(log.suffix(6)): \(result)")
                    let expanded = try Self.expanded(try await feed.get("/CalendarData/Calendar.ics").text, registry: registry)
                    let wcap = try await Self.shown(session).map(\.text).sorted()
                    #expect(wcap == expanded, "seed \(seed): \(log.suffix(6).joined(separator: "\n"))")
                    if wcap != expanded { return }
                }
            }
        }
    }

    private struct Shown {
        var uid: String
        var recurrenceID: String
        var start: String
        var summary: String
        var text: String { "\(start) \(uid) \(summary)" }

        /// Ten minutes after the start.
        var later: String {
            guard let value = try? DateTimeValue(Bytes(utf8: start)) else { return start }
            return DateTimeValue.utc(LocalDateTime(timelineSeconds: value.local.timelineSeconds + 600)).text
        }
    }

    /// What WCAP shows, instance by instance. A split's new item counts as the one it came from only by its own UID.
    private static func shown(_ session: WCAPSession) async throws -> [Shown] {
        let lines = try await session.lines("fetchcomponents_by_range?calid=jdoe&\(range)&component-type=event&compressed=0&recurring=0")
        #expect(lines.errno == 0)
        var list: [Shown] = []
        for line in lines {
            func value(_ name: String) -> String? {
                line.hasPrefix(name + ":") || line.hasPrefix(name + ";") ? String(line.split(separator: ":").last ?? "") : nil
            }
            if line == "BEGIN:VEVENT" { list.append(Shown(uid: "", recurrenceID: "0", start: "", summary: "")) }
            guard !list.isEmpty else { continue }
            let last = list.count - 1
            if let text = value("UID") { list[last].uid = text }
            if let text = value("RECURRENCE-ID") { list[last].recurrenceID = text }
            if let text = value("DTSTART") { list[last].start = text }
            if let text = value("SUMMARY") { list[last].summary = text }
        }
        return list
    }

    /// The instances of a published text, by this project's expansion.
    private static func expanded(_ text: String, registry: TimeZoneRegistry) throws -> [String] {
        let components = Parser().parse(Array(text.utf8)).calendars.flatMap(\.components)
        let zones = ZoneResolver(timeZones: components.filter { $0.name == .vtimezone }, registry: registry)
        let (from, to) = (Instant(seconds: 1_767_225_600), Instant(seconds: 1_798_761_600))
        var list: [String] = []
        for (uid, members) in Dictionary(grouping: components.filter { $0.name == .vevent }, by: { $0.uid ?? "" }) {
            let object = CalendarObject(uid: uid, kind: .vevent, components: members, timeZones: [])
            write(object, timeZones: zones, to: to)
            for occurrence in Expansion(object, zones: zones).occurrences(overlapping: from..<to).list {
                let summary = members[occurrence.componentIndex].first(.summary)?.text ?? ""
                list.append("\(DateTimeValue.utc(occurrence.startInstant.utc).text) \(uid) \(summary)")
            }
        }
        return list.sorted()
    }

    /// For another program (`deploy/check-edits`): each series as it is served, with the instances that both protocols show.
    private static func write(_ object: CalendarObject, timeZones: ZoneResolver, to: Instant) {
        guard let path = ProcessInfo.processInfo.environment["CALGATE_WIRE_CASES"] else { return }
        let found = Expansion(object, zones: timeZones).occurrences(overlapping: .distantPast..<to.advanced(bySeconds: 31 * 86_400)).list
            .filter { ($0.recurrenceInstant ?? $0.startInstant) <= to }
        var text: [UInt8] = []
        object.components.forEach { Serializer().append($0, to: &text) }
        let record: [String: Any] = [
            "ics": String(decoding: text, as: UTF8.self), "through": to.text, "floating": "UTC",
            "ids": found.map { ($0.recurrenceInstant ?? $0.startInstant).text }.sorted(),
            "starts": found.map(\.startInstant.text).sorted(),
        ]
        guard let line = try? JSONSerialization.data(withJSONObject: record, options: [.sortedKeys]) else { return }
        if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        guard let file = FileHandle(forWritingAtPath: path) else { return }
        defer { try? file.close() }
        _ = try? file.seekToEnd()
        try? file.write(contentsOf: line + Data([0x0A]))
    }
}
