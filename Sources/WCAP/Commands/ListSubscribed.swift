import CalendarService
import ICalendar

/// `list_subscribed`: the calendars an account owns and those it subscribed to, as bare lines.
struct ListSubscribed: Command {
    let name = "list_subscribed"
    let failure = WCAPErrno.listSubscribedFailed
    let session = SessionUse.required

    func run(_ call: Call) async throws -> Reply {
        let account = try await call.targetAccount(denied: .accessDenied)
        let list = try await SubscribedCalendars.list(of: account, call: call)
        return .answer(Answer([AnswerBlock(properties: list.map { Property(XToken.subscribedCalendar, text: $0.calid) })]))
    }
}
