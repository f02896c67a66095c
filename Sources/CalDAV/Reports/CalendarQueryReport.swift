import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import ICalendar
import XMLDocument

extension Exchange {
    /// `calendar-query` (RFC 4791 section 7.8). Depth is not looked at: the objects of the calendar are what is meant.
    ///
    /// - Parameter object: the one object that is asked, where the request names one.
    func calendarQuery(_ body: XMLElement, on info: CalendarInfo, object name: String? = nil) async throws -> Response {
        try requireRead(info)
        let filter = try FilterReader.read(body.first(.filter))
        let query = CalendarQuery(filter: filter, floating: try floatingZone(of: body))
        let wanted = try ReportProperties(body, isMinimal: preferences.isMinimal)
        let calendar = ObjectCalendar(info, self)
        let reference = CalendarReference.id(info.calendar.id)
        if let name { _ = try await record(named: name, in: info) }
        let linked = try await service.linkedObjects(in: info, for: caller).filter { view in
            (name == nil || view.record.resourceName == name) && query.matches(view)
        }
        if name == nil, query.needsNoText, !wanted.needsOctets {
            let records = try await service.objectRecords(in: reference, for: caller).filter(query.matches)
            return try await multiStatus(
                source(RecordSource(records, in: calendar, wanted.plan), thenLinked: linked, in: calendar, wanted))
        }
        let own = ObjectSource(
            name.map { .resourceNames([$0]) } ?? query.selection, in: calendar, wanted, matching: query, self)
        let shown = linked.map { query.floating.map($0.placed) ?? $0 }
        return try await multiStatus(source(own, thenLinked: shown, in: calendar, wanted))
    }

    /// `timezone` or `timezone-id` of a query: where its floating times are meant (RFC 4791 section 9.8, RFC 7809 section 5.1).
    func floatingZone(of body: XMLElement) throws -> ZoneRules? {
        if let name = body.first(.timezoneID)?.trimmedText {
            guard let rules = service.zones.rules(for: name) else {
                throw DAVProblem.make(.forbidden, .caldav("valid-timezone"), "There is no time zone “\(name)”.")
            }
            return rules
        }
        guard let text = body.first(.timezone)?.text, !text.isEmpty else { return nil }
        return try CalendarTimeZone(text, registry: service.zones).rules
    }
}
