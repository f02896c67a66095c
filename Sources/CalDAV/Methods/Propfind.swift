import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// PROPFIND (RFC 4918 section 9.1), Depth 0 and 1.
    func propfind(_ resource: Resource) async throws -> Response {
        let depth = try Depth(request, default: .infinity)
        guard depth != .infinity else {
            // A missing Depth means infinity, but then a body is rarely meant for a whole tree: the members are enough.
            let isObject = if case .object = resource { true } else { false }
            guard isObject || request.headers[.depth] == nil else {
                throw DAVProblem.make(.forbidden, .dav("propfind-finite-depth"), "Depth may be 0 or 1.")
            }
            return try await propfind(resource, withMembers: true)
        }
        return try await propfind(resource, withMembers: depth == .one)
    }

    private func propfind(_ resource: Resource, withMembers: Bool) async throws -> Response {
        let selection = try PropertySelection(propfind: try await request.body(upTo: 8 << 20).octets())
        let plan = PropertyPlan(selection, .collections, isMinimal: preferences.isMinimal)
        var answer = MultiStatus()
        let includesRoot = !(withMembers && preferences.leavesOutRoot)
        func append(_ resource: Resource) async throws {
            var subject = CollectionSubject(resource: resource, exchange: self)
            if let info = subject.info, plan.contains(.syncToken) {
                subject.syncToken = try await service.syncToken(of: info, for: caller)
            }
            if let info = subject.info, plan.contains(.getetag) {
                subject.contentETag = try await service.contentState(of: .id(info.calendar.id), endpoint: .calendarData, for: caller).0.etag
            }
            answer.append(hrefs.href(of: resource), subject, plan)
        }
        switch resource {
        case .vacant, .unreachable: throw Exchange.nothingHere
        case .object(let info, let name):
            return try await propfindObject(named: name, in: info, selection)
        case .calendar(let info):
            try requireRead(info)
            if includesRoot { try await append(resource) }
            if withMembers {
                return try await multiStatus(try await members(of: info, selection), after: QueryOutput(service.settings, after: answer))
            }
        case .context, .principals, .principal, .home, .folder:
            if includesRoot { try await append(resource) }
            if withMembers { for member in try await members(of: resource) { try await append(member) } }
        }
        return answer.response()
    }

    /// What lies in a collection and may be seen.
    private func members(of resource: Resource) async throws -> [Resource] {
        switch resource {
        case .context: return try await calendars(of: account) { _ in true }
        case .home(let owner): return try await calendars(of: owner) { _ in true }
        case .folder(let owner, let name): return try await calendars(of: owner) { $0.calendar.name.hasPrefix(name + "/") }
        case .principals: return try await visibleAccounts().map { .principal($0) }
        default: return []
        }
    }

    private func calendars(of owner: Account, where isWanted: (CalendarInfo) -> Bool) async throws -> [Resource] {
        try await service.calendars(ofOwner: hrefs.name(of: owner), for: caller).filter { $0.access.mayRead && isWanted($0) }
            .map { .calendar($0) }
    }

    /// The accounts a caller may find: those of the caller's own domain and of the Host's.
    func visibleAccounts() async throws -> [Account] {
        var list = try await service.accounts(in: account.domain)
        if let domain = caller.domain, domain != account.domain { list += try await service.accounts(in: domain) }
        return list
    }

    private func propfindObject(named name: String, in info: CalendarInfo, _ selection: PropertySelection) async throws -> Response {
        let plan = PropertyPlan(selection, .objects, isMinimal: preferences.isMinimal)
        let calendar = ObjectCalendar(info, self)
        var answer = MultiStatus()
        if plan.needsOctets {
            let (octets, record) = try await text(named: name, in: info)
            answer.append(
                calendar.href(of: record.resourceName),
                ObjectSubject(record: record, calendar: calendar, contentLength: octets.count), plan)
        } else {
            let record = try await record(named: name, in: info)
            answer.append(calendar.href(of: record.resourceName), ObjectSubject(record: record, calendar: calendar), plan)
        }
        return answer.response()
    }

    /// The objects of a calendar.
    private func members(of info: CalendarInfo, _ selection: PropertySelection) async throws -> any MultiStatusSource {
        let calendar = ObjectCalendar(info, self)
        let wanted = ReportProperties(plan: PropertyPlan(selection, .objects, isMinimal: preferences.isMinimal))
        let linked = try await service.linkedObjects(in: info, for: caller)
        guard wanted.needsOctets else {
            if wanted.plan.asksForETagAlone, let listing = try await listing(of: calendar) {
                return source(ListingSource(listing.octets), thenLinked: linked, in: calendar, wanted)
            }
            let records = try await service.objectRecords(in: .id(info.calendar.id), for: caller)
            return source(RecordSource(records, in: calendar, wanted.plan), thenLinked: linked, in: calendar, wanted)
        }
        return source(ObjectSource(.all, in: calendar, wanted, self), thenLinked: linked, in: calendar, wanted)
    }

    /// - Throws: 403 `need-privileges` for a calendar that may be written or emptied, but not read.
    func requireRead(_ info: CalendarInfo) throws {
        guard info.access.mayRead else {
            throw DAVProblem.needPrivilege(.read, on: hrefs.calendar(info), "You may not read this calendar.")
        }
    }
}

extension ObjectView {
    /// The row with the ETag of this view.
    var seenRecord: ObjectRecord {
        guard isStripped else { return record }
        var record = record
        record.etag = etag
        return record
    }
}
