import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// PUT of one object (RFC 4791 section 5.3.2). An ETag goes out only when what is stored is what came, octet for octet.
    func put(_ resource: Resource) async throws -> Response {
        switch resource {
        case .object(let info, let name):
            try await requireOwn(name, in: info)
            do {
                return try await answer(to: try await store(named: name, in: info, condition: try await condition(on: resource)), in: info)
            } catch let error as CalendarError where error.code == .preconditionFailed && preferences.wantsRepresentation {
                throw await refusal(error, showing: name, in: info)
            }
        case .unreachable: throw HTTPProblem(.conflict, "There are no folders inside a calendar.")
        case .vacant(_, let name) where name.contains("/"): throw HTTPProblem(.conflict, "There is no such calendar; make it first.")
        default: throw HTTPProblem.methodNotAllowed(allow: resource.methods)
        }
    }

    /// POST to a calendar adds an object under a name that the server gives (RFC 5995).
    func post(_ resource: Resource) async throws -> Response {
        guard case .calendar(let info) = resource else { throw HTTPProblem.methodNotAllowed(allow: resource.methods) }
        var generator = SystemRandomNumberGenerator()
        let name = String(generator.next(), radix: 36) + String(generator.next(), radix: 36) + ".ics"
        let outcome = try await store(named: name, in: info, condition: nil)
        return try await answer(to: outcome, in: info)
    }

    private func store(
        named name: String, in info: CalendarInfo, condition: (@Sendable (ObjectRecord?) throws -> Void)?
    ) async throws -> PutOutcome {
        guard info.access.mayWrite else {
            throw DAVProblem.needPrivilege(.writeContent, on: hrefs.calendar(info), "You may not store anything in this calendar.")
        }
        let type = request.contentType
        try requireCalendar(type?.type)
        let body: UploadedBody
        do {
            body = try await request.body(upTo: service.settings.objectLimit)
        } catch let problem as HTTPProblem where problem.status == .contentTooLarge {
            throw CalendarError(.tooLarge, problem.reason, limit: service.settings.objectLimit)
        }
        do {
            return try await service.putObject(
                named: name, in: .id(info.calendar.id), text: try body.octets(), charset: type?.charset, for: caller,
                condition: condition
            )
        } catch let error as CalendarError where error.code == .uidConflict {
            throw uidConflict(error, in: info)
        }
    }

    /// 403 `no-uid-conflict` with the resource that has the UID (RFC 4791 section 5.3.2.1).
    func uidConflict(_ error: CalendarError, in info: CalendarInfo) -> HTTPProblem {
        DAVProblem.make(.forbidden, .caldav("no-uid-conflict"), error.message) { writer in
            if let name = error.resourceName { writer.element(.href, hrefs.object(name, in: info)) }
        }
    }

    /// 412 with what is there now (RFC 8144 section 3.2); without it when it cannot be read.
    private func refusal(_ error: CalendarError, showing name: String, in info: CalendarInfo) async -> any Error {
        guard let (octets, record) = try? await service.objectText(named: name, in: .id(info.calendar.id), for: caller) else {
            return error
        }
        var problem = HTTPProblem(.preconditionFailed, error.message, headers: representationHeaders(of: record, in: info))
        problem.body = (MediaType.calendar, octets)
        return problem
    }

    private func representationHeaders(of record: ObjectRecord, in info: CalendarInfo) -> HTTPFields {
        [
            .eTag: EntityTag(record.etag).headerValue, .contentLocation: hrefs.object(record.resourceName, in: info),
            .preferenceApplied: "return=representation",
        ]
    }

    /// Of PUT, POST, COPY and MOVE: the new state of an object, with its text where the client prefers that.
    func answer(to outcome: PutOutcome, in info: CalendarInfo) async throws -> Response {
        var headers = HTTPFields()
        if outcome.isVerbatim {
            headers[.eTag] = EntityTag(outcome.record.etag).headerValue
            headers[.lastModified] = HTTPDate.format(outcome.record.modified.instant)
        }
        if outcome.isNew { headers[.location] = hrefs.object(outcome.record.resourceName, in: info) }
        let status: HTTPResponse.Status = outcome.isNew ? .created : .noContent
        guard preferences.wantsRepresentation, info.access.mayRead else { return .empty(status, headers: headers) }
        let (octets, record) = try await service.objectText(
            named: outcome.record.resourceName, in: .id(info.calendar.id), for: caller)
        for field in representationHeaders(of: record, in: info) { headers[field.name] = field.value }
        return .octets(octets, contentType: MediaType.calendar, status: outcome.isNew ? .created : .ok, headers: headers)
    }

    /// No type, plain text, octet streams and forms are what tools send that know no better; everything else has to be iCalendar.
    private func requireCalendar(_ type: String?) throws {
        guard let type, !Self.acceptedTypes.contains(type) else { return }
        throw DAVProblem.make(.forbidden, .supportedCalendarData, "Send iCalendar (text/calendar); this is \(type).")
    }

    private static let acceptedTypes = ["text/calendar", "application/octet-stream", "text/plain", "application/x-www-form-urlencoded", ""]
}
