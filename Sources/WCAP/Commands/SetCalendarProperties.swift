import CalendarService
import CalendarStore
import ICalendar

/// `set_calprops`: changes properties and the access list of calendars; the answer shows them as they are then (seed).
struct SetCalendarProperties: Command {
    let name = "set_calprops"
    let failure = WCAPErrno.setCalendarPropertiesFailed
    let session = SessionUse.required

    func run(_ call: Call) async throws -> Reply {
        _ = try call.account()
        var requests = call.parameters.all(.cal).map { Parameters(query: $0.octets[...]) }
        if requests.isEmpty { requests = [call.parameters] }
        var blocks: [AnswerBlock] = []
        for request in requests {
            var block: AnswerBlock
            do {
                block = try await change(request, call: call)
            } catch {
                block = AnswerBlock(errno: call.errno(for: error))
                block.calid = request.word(.calid) ?? ""
            }
            blocks.append(block)
        }
        return .answer(Answer(blocks))
    }

    private func change(_ parameters: Parameters, call: Call) async throws -> AnswerBlock {
        guard let calid = parameters.list(.calid)?.first else { throw WCAPErrno.calidNotSpecified }
        let change = try CalendarPropertyChange(parameters, call: call)
        try await change.checkOwners(call)
        let info = try await call.service.updateCalendar(.calid(calid), for: call.caller) { calendar, _ in change.apply(to: &calendar) }
        var block = AnswerBlock(properties: call.calendarProperties(of: info).all)
        block.calid = call.calid(of: info)
        return block
    }
}
