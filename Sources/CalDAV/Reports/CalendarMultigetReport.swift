import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// `calendar-multiget` (RFC 4791 section 7.9): hrefs in any encoding, absolute or not; each resource is answered once.
    func calendarMultiget(_ body: XMLElement) async throws -> Response {
        let wanted = try ReportProperties(body, isMinimal: preferences.isMinimal)
        var targets = MultigetTargets()
        var finder = MultigetFinder(reader: HrefReader(origin: request.origin), tree: tree)
        for href in body.all(.href) {
            switch await finder.target(of: href.trimmedText) {
            case .object(let name, let info): targets.add(name, in: info)
            case .nothing(let segments): targets.addMissing(request.href(segments))
            case .unreadable(let href): targets.addMissing(href)
            }
        }
        var sources: [any MultiStatusSource] = []
        for group in targets.groups {
            let linked = try await service.linkedObjects(in: group.info, for: caller).filter { group.seen.contains($0.record.resourceName) }
            let linkedNames = Set(linked.map(\.record.resourceName))
            let calendar = ObjectCalendar(group.info, self)
            let names = linked.isEmpty ? group.names : group.names.filter { !linkedNames.contains($0) }
            sources.append(
                source(ObjectSource(.resourceNames(names), in: calendar, wanted, self), thenLinked: linked, in: calendar, wanted))
        }
        return try await multiStatus(
            SourceSequence(sources) { [missing = targets.missing] answer in
                for href in missing { answer.append(href, status: .notFound) }
            })
    }
}

/// Finds the objects that hrefs name: most hrefs of a multiget differ in the last segment only.
private struct MultigetFinder {
    enum Target {
        case object(String, in: CalendarInfo)
        case nothing(at: [String])
        case unreadable(String)
    }

    let reader: HrefReader
    let tree: ResourceTree
    /// What stands before the last segment of an href, where it is the path of a calendar that may be read.
    private var calendars: [Substring: CalendarInfo] = [:]

    private static let limit = 100

    init(reader: HrefReader, tree: ResourceTree) {
        self.reader = reader
        self.tree = tree
    }

    /// What the last part of an href names; nil unless it is one segment.
    private static func segment(_ text: Substring) -> String? {
        let name = String(text)
        // Most need no decoding.
        if name.utf8.first != UInt8(ascii: "."), 1...255 ~= name.utf8.count, PercentEncoding.encode(segment: name) == name { return name }
        guard let segments = try? RequestTarget("/" + name).segments(), segments.count == 1 else { return nil }
        return segments[0]
    }

    mutating func target(of href: String) async -> Target {
        let end = href.utf8.lastIndex(of: UInt8(ascii: "/")).map { href.utf8.index(after: $0) } ?? href.startIndex
        let path = href[..<end]
        // No calendar's name goes on behind another's, so what is below a calendar is an object of it.
        if let info = calendars[path], let name = Self.segment(href[end...]) { return .object(name, in: info) }
        guard let segments = reader.segments(of: href) else { return .unreadable(href) }
        // An unknown account, or a path outside: not there.
        guard let resource = try? await tree.resource(at: segments), case .object(let info, let name) = resource, info.access.mayRead else {
            return .nothing(at: segments)
        }
        let isPath = !path.utf8.contains { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        if isPath, calendars.count < Self.limit, calendars[path] == nil, case .calendar? = try? await tree.resource(at: segments.dropLast())
        {
            calendars[path] = info
        }
        return .object(name, in: info)
    }
}

/// What a multiget names, by calendar, each name once.
private struct MultigetTargets {
    struct Group {
        var info: CalendarInfo
        var names: [String]
        var seen: Set<String>
    }

    private(set) var groups: [Group] = []
    private(set) var missing: [String] = []
    private var places: [CalendarID: Int] = [:]
    private var seenMissing: Set<String> = []

    mutating func add(_ name: String, in info: CalendarInfo) {
        guard let place = places[info.calendar.id] else {
            places[info.calendar.id] = groups.count
            return groups.append(Group(info: info, names: [name], seen: [name]))
        }
        if groups[place].seen.insert(name).inserted { groups[place].names.append(name) }
    }

    mutating func addMissing(_ href: String) {
        if seenMissing.insert(href).inserted { missing.append(href) }
    }
}
