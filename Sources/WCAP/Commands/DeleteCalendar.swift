import CalendarService
import CalendarStore
import ICalendar

/// `deletecalendar`: removes one of the caller's calendars with everything in it; the default calendar stays (seed).
struct DeleteCalendar: Command {
    let name = "deletecalendar"
    let failure = WCAPErrno.deleteCalendarFailed
    let session = SessionUse.required

    func run(_ call: Call) async throws -> Reply {
        let account = try call.account()
        guard call.settings.allowsDeleteCalendars || account.isAdministrator else { throw failure }
        guard let calid = call.parameters.word(.calid) else { throw failure }
        let info = try await find(calid, call: call)
        guard info.access.isPrimaryOwner || account.isAdministrator else { throw WCAPErrno.accessDeniedToCalendar }
        guard !info.isDefault else { throw failure }
        let properties = call.calendarProperties(of: info).all
        _ = try await call.service.removeCalendar(.id(info.calendar.id), for: call.caller)
        var block = AnswerBlock(properties: properties)
        block.calid = call.calid(of: info)
        return .answer(Answer([block]))
    }

    /// A calid, or the short name of one of the caller's own calendars.
    private func find(_ calid: String, call: Call) async throws -> CalendarInfo {
        do {
            return try await call.service.calendar(.calid(calid), for: call.caller)
        } catch let error as CalendarError where error.code == .calendarNotFound || error.code == .accountNotFound {
            guard !calid.contains(":") else { throw error }
            return try await call.service.calendar(.calid("\(try call.account().name):\(calid)"), for: call.caller)
        }
    }
}
