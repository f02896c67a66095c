import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import ICalendar

extension CalendarDataFrontEnd {
    /// GET and HEAD: all objects as one VCALENDAR, conditional; with `start` and `end` only those in a range.
    func get(_ target: CalendarDataTarget, _ request: GatewayRequest, _ caller: Caller) async throws -> Response {
        if let range = try target.query.range() {
            let octets = try await service.rendering(of: target.reference, overlapping: range, for: caller)
            return .octets(octets, contentType: MediaType.calendar)
        }
        let conditions = try request.preconditions()
        if !conditions.isEmpty {
            let (state, _) = try await service.contentState(of: target.reference, endpoint: .calendarData, for: caller)
            switch conditions.evaluate(Validators(state, askedAt: request.received), requestPath: String(request.target.rawPath)) {
            case .notModified:
                return .empty(.notModified, headers: HTTPFields(etag: state.etag, lastModified: state.lastModified?.instant))
            case .failed: throw CalendarError(.preconditionFailed, "The calendar is not in the state the request asks for.")
            case .proceed: break
            }
        }
        let rendering = try await service.rendering(of: target.reference, endpoint: .calendarData, for: caller)
        var headers = HTTPFields(etag: rendering.etag, lastModified: rendering.lastModified.instant)
        headers[.cacheControl] = "no-cache"
        headers[.contentDisposition] = ContentDisposition.attachment(filename: "\(rendering.calendar.calendar.fileName).ics")
        return .buffer(rendering.octets, contentType: MediaType.calendar, headers: headers)
    }
}

/// Content types the realms send.
enum MediaType {
    static let calendar = "text/calendar; charset=utf-8"
    static let json = "application/json"
}
