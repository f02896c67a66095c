import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// MKCALENDAR (RFC 4791 section 5.3.1).
    func mkcalendar(_ resource: Resource) async throws -> Response {
        let (owner, name) = try vacantPlace(resource)
        let body = try await request.xmlBody()
        if let body, body.name != .mkcalendar { throw HTTPProblem(.badRequest, "The body is no CALDAV:mkcalendar.") }
        return try await make(name, of: owner, body.map(PropertyUpdate.init), answerName: .mkcalendarResponse)
    }

    /// Extended MKCOL (RFC 5689); there are no collections but calendars.
    func mkcol(_ resource: Resource) async throws -> Response {
        if case .calendar = resource { throw HTTPProblem.methodNotAllowed(allow: resource.methods) }
        let (owner, name) = try vacantPlace(resource)
        if let type = request.contentType?.type, type != "application/xml", type != "text/xml" {
            throw HTTPProblem(.unsupportedMediaType, "The body of a MKCOL is XML.")
        }
        guard let body = try await request.xmlBody() else {
            throw DAVProblem.make(.forbidden, .dav("valid-resourcetype"), "Only calendars can be made here: use MKCALENDAR.")
        }
        guard body.name == .mkcol else { throw HTTPProblem(.unsupportedMediaType, "The body is no DAV:mkcol.") }
        let types = body.all(.set).compactMap { $0.first(.prop, .resourcetype) }.flatMap(\.elements).map(\.name)
        guard types.contains(.calendar), types.allSatisfy({ $0 == .calendar || $0 == .collection }) else {
            throw DAVProblem.make(.forbidden, .dav("valid-resourcetype"), "Only calendars can be made here.")
        }
        return try await make(name, of: owner, PropertyUpdate(body), answerName: .mkcolResponse)
    }

    private func vacantPlace(_ resource: Resource) throws -> (owner: Account, name: String) {
        switch resource {
        case .vacant(let owner, let name): return (owner, name)
        case .calendar:
            throw DAVProblem.make(.forbidden, .dav("resource-must-be-null"), "There is a calendar of this name already.")
        case .object, .unreachable:
            throw DAVProblem.make(
                .forbidden, .caldav("calendar-collection-location-ok"), "No collection can be made inside a calendar.")
        case .folder:
            throw DAVProblem.make(
                .forbidden, .caldav("calendar-collection-location-ok"), "There are calendars below this name, so it cannot be one itself.")
        case .context, .principals, .principal, .home:
            throw DAVProblem.make(.forbidden, .caldav("calendar-collection-location-ok"), "Calendars are made below a home: /CalDAV/NAME/.")
        }
    }

    private func make(_ name: String, of owner: Account, _ update: PropertyUpdate?, answerName: XMLName) async throws -> Response {
        var settings = PropertyUpdate.Settings(
            displayName: nil, kinds: [.events, .toDos, .journals], properties: CalendarProperties(), name: name)
        do {
            try update?.apply(to: &settings, registry: service.zones, isNew: true)
        } catch {
            return refused(update, error, answerName: answerName)
        }
        var creation = CalendarCreation(owner: hrefs.name(of: owner), name: name)
        creation.displayName = settings.displayName
        creation.kinds = settings.kinds
        creation.properties = settings.properties
        let info = try await service.createCalendar(creation, for: caller)
        return .empty(.created, headers: [.location: hrefs.calendar(info), .cacheControl: "no-cache"])
    }

    /// Nothing was made: which property was the reason. MKCOL answers 424, MKCALENDAR 207 (RFC 5689 section 3, RFC 4791 section 5.3.1).
    private func refused(_ update: PropertyUpdate?, _ refusal: PropertyUpdate.Refusal, answerName: XMLName) -> Response {
        guard let update else { return .empty(.forbidden) }
        if answerName == .mkcalendarResponse {
            var answer = MultiStatus()
            answer.appendResponse(hrefs.request.href(request.segments, isCollection: true)) { $0.outcome(of: update, refusal) }
            return answer.response()
        }
        var writer = XMLWriter(namespaces: [XMLNamespace.dav, XMLNamespace.caldav])
        writer.element(answerName) { $0.outcome(of: update, refusal) }
        return .octets(writer.finish(), contentType: MediaType.xml, status: .failedDependency)
    }
}
