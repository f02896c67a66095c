import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird

extension Exchange {
    /// GET and HEAD: an object octet for octet, or a whole calendar as one VCALENDAR.
    func get(_ resource: Resource) async throws -> Response {
        switch resource {
        case .object(let info, let name): return try await getObject(resource, named: name, in: info)
        case .vacant, .unreachable: throw Exchange.nothingHere
        default:
            guard let info = try await calendar(of: resource) else { throw HTTPProblem.methodNotAllowed(allow: resource.methods) }
            return try await getCalendar(info, as: resource)
        }
    }

    private func getObject(_ resource: Resource, named name: String, in info: CalendarInfo) async throws -> Response {
        let conditions = try await conditions(on: resource)
        if !conditions.isEmpty {
            let record = try await record(named: name, in: info)
            if let early = try answer(to: conditions, Validators(record, askedAt: request.received), headers: Self.headers(of: record)) {
                return early
            }
        }
        let (octets, record) = try await text(named: name, in: info)
        return .octets(octets, contentType: MediaType.calendar, headers: Self.headers(of: record))
    }

    private func getCalendar(_ info: CalendarInfo, as resource: Resource) async throws -> Response {
        guard !info.access.isUnknown else { throw Exchange.nothingHere }
        try requireRead(info)
        let reference = CalendarReference.id(info.calendar.id)
        let conditions = try await conditions(on: resource)
        if !conditions.isEmpty {
            let (state, _) = try await service.contentState(of: reference, endpoint: .calendarData, for: caller)
            var headers = HTTPFields()
            if let etag = state.etag { headers[.eTag] = EntityTag(etag).headerValue }
            if let early = try answer(to: conditions, Validators(state, askedAt: request.received), headers: headers) { return early }
        }
        let rendering = try await service.rendering(of: reference, endpoint: .calendarData, for: caller)
        if let size = rendering.size { request.keep(size) }
        return .buffer(
            rendering.octets, contentType: MediaType.calendar,
            headers: [
                .eTag: EntityTag(rendering.etag).headerValue, .lastModified: HTTPDate.format(rendering.lastModified.instant),
                .contentDisposition: ContentDisposition.attachment(filename: "\(info.calendar.fileName).ics"),
            ])
    }

    /// 304 or 412 where the conditions say so.
    private func answer(to conditions: RequestConditions, _ current: Validators, headers: HTTPFields) throws -> Response? {
        switch conditions.evaluate(current) {
        case .notModified: return .empty(.notModified, headers: headers)
        case .failed: throw CalendarError(.preconditionFailed, "The resource is not in the state the request asks for.")
        case .proceed: return nil
        }
    }

    static func headers(of record: ObjectRecord) -> HTTPFields {
        [.eTag: EntityTag(record.etag).headerValue, .lastModified: HTTPDate.format(record.modified.instant)]
    }
}

extension Validators {
    /// The state of one object.
    init(_ record: ObjectRecord?, askedAt now: Timestamp) {
        if let record {
            self.init(ContentState(exists: true, etag: record.etag, lastModified: record.modified), askedAt: now)
        } else {
            self = .missing
        }
    }
}
