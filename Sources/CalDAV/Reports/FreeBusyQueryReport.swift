import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import ICalendar
import XMLDocument

extension Exchange {
    /// `free-busy-query` (RFC 4791 section 7.10): busy time as one VFREEBUSY.
    func freeBusyQuery(_ body: XMLElement, on info: CalendarInfo) async throws -> Response {
        guard let element = body.first(.timeRange), let range = TimeRange(element)?.writable else {
            throw HTTPProblem(.badRequest, "A free-busy-query needs a time-range in UTC, the end after the start.")
        }
        let (_, periods) = try await service.freeBusy(of: .id(info.calendar.id), in: range.range, for: caller)
        var freeBusy = Component(.vfreebusy)
        freeBusy.properties = [
            Property(.uid, value: "\(info.calendar.publicID)-\(range.start.seconds)-\(range.end.seconds)"),
            Property(.dtstamp, instant: request.received.instant),
            Property(.dtstart, instant: range.start), Property(.dtend, instant: range.end),
        ]
        for period in periods {
            var parameters: [Parameter] = []
            if period.kind != .busy { parameters.append(Parameter("FBTYPE", period.kind.rawValue)) }
            freeBusy.properties.append(
                Property(
                    .freebusy, parameters: parameters, periods: [Period(start: .utc(period.start.utc), end: .end(.utc(period.end.utc)))])
            )
        }
        let calendar = Component(
            .vcalendar,
            properties: [Property(.version, value: "2.0"), Property(.prodid, text: service.settings.productID)],
            components: [freeBusy]
        )
        return .octets(Serializer().text(of: calendar), contentType: MediaType.calendar)
    }
}
