public import CalendarService
public import CalendarStore
import HTTPTypes
import ICalendar

/// GET and HEAD of a calendar as one text, conditional: the same answer to the same question, whether it is ready in memory or has to be made.
public struct WholeCalendar: Sendable {
    private let service: CalendarService
    private let endpoint: RenderingEndpoint
    private let contentType: String
    private let restriction: FeedLink.View

    /// - Parameter restriction: the part of the calendar that leaves; `answerFromMemory` knows whole calendars only.
    public init(
        _ service: CalendarService, endpoint: RenderingEndpoint, contentType: String, restrictedTo restriction: FeedLink.View = .full
    ) {
        self.service = service
        self.endpoint = endpoint
        self.contentType = contentType
        self.restriction = restriction
    }

    /// - Throws: `CalendarError`, `preconditionFailed` among them; `HTTPProblem` 400 for conditions that are none.
    public func answer(to request: GatewayRequest, for calendar: CalendarReference, caller: Caller) async throws -> MemoryAnswer {
        let conditions = try request.preconditions()
        if !conditions.isEmpty {
            let (state, _) = try await service.contentState(of: calendar, endpoint: endpoint, restrictedTo: restriction, for: caller)
            switch outcome(of: conditions, state, request) {
            case .notModified: return notModified(state)
            case .failed: throw CalendarError(.preconditionFailed, "The calendar is not in the state the request asks for.")
            case .proceed: break
            }
        }
        let rendering = try await service.rendering(of: calendar, endpoint: endpoint, restrictedTo: restriction, for: caller)
        if let size = rendering.size { request.keep(size) }
        return whole(rendering)
    }

    /// The same when nothing has to be read or made for it; nil otherwise, and for errors.
    public func answerFromMemory(to request: GatewayRequest, for calendar: CalendarReference, caller: Caller) -> MemoryAnswer? {
        guard restriction == .full, let conditions = try? request.preconditions() else { return nil }
        if !conditions.isEmpty {
            guard let state = service.knownContentState(of: calendar, endpoint: endpoint, for: caller) else { return nil }
            switch outcome(of: conditions, state, request) {
            case .notModified: return notModified(state)
            case .failed: return nil
            case .proceed: break
            }
        }
        return service.knownRendering(of: calendar, endpoint: endpoint, for: caller).map(whole)
    }

    private func outcome(of conditions: Preconditions, _ state: ContentState, _ request: GatewayRequest) -> Preconditions.Outcome {
        conditions.evaluate(Validators(state, askedAt: request.received), requestPath: String(request.target.rawPath))
    }

    private func notModified(_ state: ContentState) -> MemoryAnswer {
        MemoryAnswer(status: .notModified, headers: HTTPFields(etag: state.etag, lastModified: state.lastModified?.instant))
    }

    private func whole(_ rendering: Rendering) -> MemoryAnswer {
        var headers = HTTPFields(etag: rendering.etag, lastModified: rendering.lastModified.instant)
        headers[.cacheControl] = "no-cache"
        headers[.contentDisposition] = ContentDisposition.attachment(filename: "\(rendering.fileName).ics")
        headers[.contentType] = contentType
        return MemoryAnswer(status: .ok, headers: headers, body: rendering.octets)
    }
}
