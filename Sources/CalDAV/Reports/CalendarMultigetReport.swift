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
        let reader = HrefReader(origin: request.origin)
        for href in body.all(.href) { await add(href.trimmedText, reader, to: &targets) }
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

    private func add(_ href: String, _ reader: HrefReader, to targets: inout MultigetTargets) async {
        guard let segments = reader.segments(of: href) else { return targets.addMissing(href) }
        // An unknown account, or a path outside: not there.
        guard let resource = try? await tree.resource(at: segments), case .object(let info, let name) = resource, info.access.mayRead else {
            return targets.addMissing(request.href(segments))
        }
        targets.add(name, in: info)
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
