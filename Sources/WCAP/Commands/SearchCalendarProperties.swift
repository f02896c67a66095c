import CalendarService
import ICalendar

/// `search_calprops`: calendars whose id, name or owner matches a text, one block each (seed).
struct SearchCalendarProperties: Command {
    let name = "search_calprops"
    let failure = WCAPErrno.searchCalendarPropertiesFailed

    func run(_ call: Call) async throws -> Reply {
        let parameters = call.parameters
        guard let text = parameters.word(.searchString) else { throw failure }
        let (inName, inOwner) = (parameters.flag(.name), parameters.flag(.primaryOwner))
        guard let comparison = CalendarSearch.Comparison(rawValue: parameters.integer(.searchOptions) ?? 0) else { throw failure }
        let search = CalendarSearch(
            text: text, comparison: comparison, inCalid: parameters.flag(.calid, default: !inName && !inOwner), inName: inName,
            inOwner: inOwner)
        let limit = parameters.integer(.maxResults).map { $0 > 0 ? min($0, 10_000) : 10_000 } ?? 200
        let found = try await call.service.calendars(matching: search, limit: limit, for: call.caller)
        let blocks = found.map { info in
            var block = AnswerBlock(properties: call.calendarProperties(of: info).all)
            block.calid = call.calid(of: info)
            return block
        }
        return .answer(blocks.isEmpty ? Answer(.ok) : Answer(blocks))
    }
}
