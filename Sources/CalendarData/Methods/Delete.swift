import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird

extension CalendarDataFrontEnd {
    /// DELETE: removes all objects; the calendar stays (seed).
    func delete(_ target: CalendarDataTarget, _ request: GatewayRequest, _ caller: Caller) async throws -> Response {
        let conditions = try request.preconditions()
        let report = try await service.removeAllObjects(
            in: target.reference, for: caller, condition: Self.condition(conditions, request)
        )
        return .empty(.noContent, headers: HTTPFields(etag: report.etag, lastModified: report.lastModified.instant))
    }
}
