import CalendarService
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// REPORT (RFC 3253 section 3.6): each by its root element.
    func report(_ resource: Resource) async throws -> Response {
        switch resource {
        case .vacant, .unreachable: throw Exchange.nothingHere
        case .folder: throw HTTPProblem.methodNotAllowed(allow: resource.methods)
        default: break
        }
        guard let body = try await request.xmlBody() else { throw HTTPProblem(.badRequest, "A REPORT needs a body.") }
        request.note(detail: body.name.local)
        guard resource.reports.contains(body.name) else {
            throw DAVProblem.make(.forbidden, .dav("supported-report"), "This resource does not answer the report \(body.name.local).")
        }
        if body.name == .syncCollection { return try await syncCollection(body, on: try await reportedCalendar(resource, body)) }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await report(body, on: resource) }
    }

    /// The reports that may take long, off the connection's thread.
    private func report(_ body: XMLElement, on resource: Resource) async throws -> Response {
        switch body.name {
        case .calendarQuery:
            let info = try await reportedCalendar(resource, body)
            if case .object(_, let name) = resource { return try await calendarQuery(body, on: info, object: name) }
            return try await calendarQuery(body, on: info)
        case .calendarMultiget: return try await calendarMultiget(body)
        case .freeBusyQuery: return try await freeBusyQuery(body, on: try await reportedCalendar(resource, body))
        case .expandProperty: return try await expandProperty(body, on: resource)
        case .principalMatch: return try await principalMatch(body, on: resource)
        case .principalPropertySearch: return try await principalPropertySearch(body)
        case .principalSearchPropertySet: return principalSearchPropertySet()
        default: return try await aclPrincipalPropSet(body, on: try await reportedCalendar(resource, body))
        }
    }

    /// The calendar a report is about. One that may not be seen is not there, but for its busy time.
    private func reportedCalendar(_ resource: Resource, _ body: XMLElement) async throws -> CalendarInfo {
        guard let info = try await calendar(of: resource), !info.access.isUnknown || body.name == .freeBusyQuery else {
            throw Exchange.nothingHere
        }
        return info
    }
}
