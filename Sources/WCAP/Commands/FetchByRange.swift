import CalendarService
import CalendarStore
import ICalendar

/// `fetchcomponents_by_range`: properties, events and to-dos that overlap a range, or take place at an instant, of one or more calendars.
struct FetchByRange: Command {
    let name = "fetchcomponents_by_range"
    let failure = WCAPErrno.fetchByRangeFailed
    let badTimeZone = WCAPErrno.badTimeZone

    func run(_ call: Call) async throws -> Reply {
        let fetch = FetchAnswer(call: call, options: try FetchOptions(call))
        let range = try call.shownRange()
        let countsInvitations = call.parameters.flag(.inviteCount)
        var remaining = fetch.options.maximum > 0 ? fetch.options.maximum : nil
        let references = try await references(of: call)
        return .answer(
            Answer(
                try await call.blocks(for: references, needs: { $0.mayRead }) { info in
                    var block = try await fetch.block(
                        for: info, .overlapping(range, includingUndated: true), instances: .overlapping(range), remaining: &remaining)
                    if countsInvitations { block.properties.append(try await InvitationCount.property(of: info, call: call)) }
                    return block
                }))
    }

    /// `primaryOwner=1` without `calid`: every calendar the caller owns.
    private func references(of call: Call) async throws -> [(calid: String, reference: CalendarReference)] {
        guard call.parameters.flag(.primaryOwner), call.parameters.list(.calid)?.isEmpty ?? true else {
            return try call.calendarReferences()
        }
        _ = try call.account()
        let owned = try await call.service.calendars(ofOwner: nil, for: call.caller)
        return owned.map { (call.calid(of: $0), .id($0.calendar.id)) }
    }
}
