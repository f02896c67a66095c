import Calgate
import Foundation
import GatewayTesting
import ICalendar
import TimeZoneDatabase

/// One foreign calendar on its way through WCAP's edits.
struct ForeignExport {
    let gateway: RunningGateway
    let session: WCAPSession
    let name: String
    let registry: TimeZoneRegistry
    /// Series that were edited so far.
    var edited = 0
    private var problems: [String] = []

    init(gateway: RunningGateway, session: WCAPSession, name: String, registry: TimeZoneRegistry) {
        self.gateway = gateway
        self.session = session
        self.name = name
        self.registry = registry
    }

    /// The calendar as CalendarData and CalDAV have it.
    private struct State {
        var text: String
        var objects: [String: [Component]]
        /// ETag of each CalDAV resource.
        var etags: [String: String]

        /// Components of one UID with RECURRENCE-ID as it is written, master first.
        func lines(of uid: String) -> Set<String> {
            Set((objects[uid] ?? []).flatMap { component in component.properties.map(\.line.string) })
        }
    }

    /// Publishes a calendar, fetches it through WCAP, edits its series, and says what was harmed.
    mutating func problems(of sent: [UInt8]) async throws -> [String] {
        let jdoe = gateway.client("jdoe")
        let put = try await jdoe.send("PUT", "/CalendarData/\(name).ics", headers: [("Content-Type", "text/calendar")], body: sent)
        guard [200, 201, 204].contains(put.status) else {
            return [400, 422].contains(put.status) && put.text.count > 20 ? [] : ["PUT: \(put.status) \(put.text)"]
        }
        let calid = try await gateway.calid(of: name)
        let state = try await state()
        guard
            let range = [800, 40].compactMap({ self.range(of: state, days: $0) }).first(where: { range in
                ShownInstance.expanded(state.text, from: range.lowerBound, to: range.upperBound, registry: registry).count < 3_000
            })
        else { return [] }
        let span = "calid=\(calid)&dtstart=\(range.lowerBound.text)&dtend=\(range.upperBound.text)"
        guard try await compare(state, span, range) else { return problems }
        let compressed = try await session.lines("fetchcomponents_by_range?\(span)&compressed=1&recurring=1")
        if compressed.errno != 0 { problems.append("compressed: \(compressed.errno)") }
        let masters = ShownInstance.list(compressed).filter { $0.recurrenceID == "0" }.map(\.uid)
        if Set(masters).count != masters.count { problems.append("compressed: an item twice") }
        let shown = Dictionary(grouping: try await self.shown(span), by: \.uid)
        let series = shown.filter { $0.value.count > 5 && !$0.key.contains(where: { ";=".contains($0) }) }.keys.sorted().prefix(3)
        for uid in series where state.objects[uid]?.contains(where: { $0.has(.rrule) || $0.has(.rdate) }) == true {
            edited += 1
            try await edit(uid, calid, span, range)
            if !problems.isEmpty { break }
        }
        return problems
    }

    // MARK: Edits

    private mutating func edit(_ uid: String, _ calid: String, _ span: String, _ range: Range<Instant>) async throws {
        let own = try await shown(span).filter { $0.uid == uid }.sorted { ($0.start, $0.recurrenceID) < ($1.start, $1.recurrenceID) }
        guard own.count > 5, let kind = own.first?.kind else { return }
        let item = kind == "VTODO" ? "todo" : "event"
        let target = "calid=\(calid)&uid=\(Self.encoded(uid))"
        func named(_ instance: ShownInstance, _ modifier: Int) -> String { "\(target)&rid=\(instance.recurrenceID)&mod=\(modifier)" }
        let (changed, deleted, split) = (own[1], own[2], own[3])
        try await step("store\(item)s?\(named(changed, 1))&summary=edited", uid, span, range) { list in
            for index in list.indices where list[index] == changed { list[index].summary = "edited" }
        }
        try await step("delete\(item)s_by_id?\(named(deleted, 1))", uid, span, range) { $0.removeAll { $0 == deleted } }
        let later = item == "todo" && split.start.isEmpty ? "" : split.start(after: split.start.count == 8 ? 0 : 600)
        try await step("store\(item)s?\(named(split, 2))&dtstart=\(later)&rchange=1&location=elsewhere", uid, span, range, parts: true) {
            list in
            for index in list.indices where list[index].isNotBefore(split) {
                // An instance that was moved by itself stays where it was put.
                let follows = list[index].recurrenceID == list[index].start
                if split.start.count > 8, follows || list[index].recurrenceID == split.recurrenceID {
                    list[index].start = list[index].start(after: 600)
                }
            }
        }
    }

    /// One command; afterwards the series shows what `change` says, and everything else is as it was.
    private mutating func step(
        _ command: String, _ uid: String, _ span: String, _ range: Range<Instant>, parts: Bool = false,
        _ change: (inout [ShownInstance]) -> Void
    ) async throws {
        guard problems.isEmpty else { return }
        let before = try await state()
        var expected = try await shown(span).filter { $0.uid == uid }
        change(&expected)
        let errno = try await session.errno(command)
        // Past a neighbour or onto its day: refused, and nothing changes.
        if [65, 66].contains(errno) { return }
        guard errno == 0 else { return problems.append("\(command): errno \(errno)") }
        let after = try await state()
        let made = Set(after.objects.keys).subtracting(before.objects.keys)
        if made.count > (parts ? 1 : 0) { problems.append("\(command): new items \(made)") }
        for (other, components) in before.objects where other != uid && after.objects[other] != components {
            problems.append("\(command): \(other) is not as it was")
        }
        for (path, etag) in before.etags where !path.contains(uid) {
            if let now = after.etags[path], now == etag { continue }
            // Only the item that was edited may have another one.
            let text = try await gateway.client("jdoe").get(path).text
            if !text.contains(uid.prefix(20)) { problems.append("\(command): \(path) changed") }
        }
        let edits: Set<PropertyName> = [
            .dtstamp, .lastModified, .sequence, .rrule, .rdate, .exrule, .exdate, .dtstart, .dtend, .due, .duration, .summary, .location,
            .relatedTo, .recurrenceID, .uid, .created,
        ]
        let kept = made.reduce(into: after.lines(of: uid)) { $0.formUnion(after.lines(of: $1)) }
        let deletes = command.hasPrefix("delete")
        for component in before.objects[uid] ?? [] where !(deletes && component.has(.recurrenceID)) {
            for property in component.properties where !edits.contains(property.name) && !kept.contains(property.line.string) {
                problems.append("\(command): lost \(property.line.string)")
            }
        }
        let now = try await shown(span)
        let own = now.filter { $0.uid == uid || made.contains($0.uid) }
        let (wanted, given) = (expected.map { "\($0.start) \($0.summary)" }.sorted(), own.map { "\($0.start) \($0.summary)" }.sorted())
        if wanted != given {
            let (missing, extra) = (Set(wanted).subtracting(given).sorted(), Set(given).subtracting(wanted).sorted())
            problems.append("\(command): lacks \(missing.prefix(3)), has \(extra.prefix(3)) (\(wanted.count), \(given.count))")
        }
        _ = try await compare(after, span, range)
    }

    // MARK: Views

    private func state() async throws -> State {
        let jdoe = gateway.client("jdoe")
        let text = try await jdoe.get("/CalendarData/\(name).ics").text
        let components = Parser().parse(Array(text.utf8)).calendars.flatMap(\.components).filter { $0.name != .vtimezone }
        let answer = try await jdoe.send(
            "PROPFIND", "/CalDAV/\(name)/", headers: [("Depth", "1"), ("Content-Type", "application/xml")],
            body: Array(#"<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>"#.utf8)
        )
        var etags: [String: String] = [:]
        for part in answer.text.components(separatedBy: "href>") where part.contains("getetag") || part.hasPrefix("/CalDAV/") {
            if part.hasPrefix("/CalDAV/") { etags[""] = String(part.prefix { $0 != "<" }) }
            guard let path = etags[""], let range = part.range(of: "getetag>") else { continue }
            etags[path] = String(part[range.upperBound...].prefix { $0 != "<" })
        }
        etags[""] = nil
        return State(text: text, objects: Dictionary(grouping: components, by: { $0.uid ?? "" }), etags: etags)
    }

    private func shown(_ span: String) async throws -> [ShownInstance] {
        ShownInstance.list(try await session.lines("fetchcomponents_by_range?\(span)&compressed=0&recurring=0"))
    }

    /// Whether WCAP shows what CalendarData serves.
    private mutating func compare(_ state: State, _ span: String, _ range: Range<Instant>) async throws -> Bool {
        func text(_ list: [ShownInstance]) -> [String] { list.map(\.text).sorted() }
        let expanded = text(ShownInstance.expanded(state.text, from: range.lowerBound, to: range.upperBound, registry: registry))
        let wcap = text(try await shown(span).filter { !$0.start.isEmpty })
        guard expanded != wcap else { return true }
        let (lacks, more) = (Set(expanded).subtracting(wcap).sorted(), Set(wcap).subtracting(expanded).sorted())
        problems.append("WCAP lacks \(lacks.prefix(3)), has \(more.prefix(3)) (\(expanded.count), \(wcap.count))")
        return false
    }

    /// Some days from the first start on.
    private func range(of state: State, days: Int64) -> Range<Instant>? {
        let starts = state.objects.values.joined().compactMap { component in
            (component.first(.dtstart) ?? component.first(.due)).flatMap { try? $0.dateTime() }.map { $0.local.timelineSeconds }
        }
        guard let first = starts.filter({ $0 > -2_000_000_000 }).min() else { return nil }
        let last: Int64 = 253_402_300_799
        return Instant(seconds: min(first, last) - 86_400)..<Instant(seconds: min(first + days * 86_400, last))
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { octet in
            let isPlain = UInt8(ascii: "a")...UInt8(ascii: "z") ~= octet | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= octet
            return isPlain ? String(UnicodeScalar(octet)) : "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16)
        }.joined()
    }
}

extension ShownInstance {
    fileprivate func isNotBefore(_ other: ShownInstance) -> Bool {
        (recurrenceID == "0" ? start : recurrenceID) >= other.recurrenceID
    }
}
