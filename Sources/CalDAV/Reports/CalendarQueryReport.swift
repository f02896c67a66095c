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
        if let name { _ = try await service.objectRecord(named: name, in: reference, for: caller) }
        if name == nil, query.needsNoText, !wanted.needsOctets {
            var answer = MultiStatus()
            for record in try await service.objectRecords(in: reference, for: caller) where query.matches(record) {
                answer.append(calendar.href(of: record.resourceName), ObjectSubject(record: record, calendar: calendar), wanted.plan)
            }
            return answer.response()
        }
        let output = try await service.collect(
            name.map { .resourceNames([$0]) } ?? query.selection, in: reference, for: caller, into: QueryOutput(service.settings)
        ) { output, view, _ in
            guard view.linkedFrom == nil, query.matches(view) else { return true }
            try output.append(query.floating.map(view.placed) ?? view, calendar, wanted)
            return true
        }
        return output.answer.response()
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

/// A 207 of objects and how many instances it may still hold.
struct QueryOutput: Sendable {
    var answer = MultiStatus()
    private var budget: Int
    private let settings: ServiceSettings

    init(_ settings: ServiceSettings) {
        budget = settings.instanceLimit
        self.settings = settings
    }

    /// - Throws: `tooManyOccurrences`, `answerTooLarge`.
    mutating func append(_ view: ObjectView, _ calendar: ObjectCalendar, _ wanted: ReportProperties) throws {
        var subject = ObjectSubject(record: view.seenRecord, calendar: calendar)
        if wanted.needsOctets {
            let pieces = view.pieces
            let written = answer.octetCount
            subject.contentLength = pieces.reduce(0) { $0 + $1.count }
            subject.calendarData =
                try wanted.calendarData?.pieces(of: view, budget: &budget) { [settings] size in
                    try settings.requireRoom(forAnswerOf: written + size)
                } ?? pieces
        }
        answer.append(calendar.href(of: view.record.resourceName), subject, wanted.plan)
        try settings.requireRoom(forAnswerOf: answer.octetCount)
    }
}
