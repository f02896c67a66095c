import CalendarService
import CalendarStore
public import GatewayHTTP
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
        return try await wholeCalendar.answer(to: request, for: target.reference, caller: caller).response
    }

    /// A whole calendar: octets of the rendering cache, or none at all.
    public func answerFromMemory(_ request: GatewayRequest) -> MemoryAnswer? {
        guard request.method == .get || request.method == .head, request.target.rawQuery == nil,
            let caller = authentication.rememberedWebCalCaller(of: request), let target = try? CalendarDataTarget(request)
        else { return nil }
        return wholeCalendar.answerFromMemory(to: request, for: target.reference, caller: caller)
    }

    private var wholeCalendar: WholeCalendar {
        WholeCalendar(service, endpoint: .calendarData, contentType: MediaType.calendar)
    }
}

/// Content types the realms send.
enum MediaType {
    static let calendar = "text/calendar; charset=utf-8"
    static let json = "application/json"
}
