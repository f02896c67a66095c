import CalendarService
import ICalendar

/// `check_id`: whether a session lives; asking does not keep it alive (`spec/wcap.md` 2.8).
struct CheckID: Command {
    let name = "check_id"
    let failure = WCAPErrno.ok
    let session = SessionUse.ignored

    func run(_ call: Call) async throws -> Reply {
        var isAlive = false
        if let id = call.sessionID {
            if call.settings.allowsAnonymousLogin, AnonymousSession.isID(id) {
                isAlive = true
            } else {
                isAlive = try await call.service.session(id: id, extending: false) != nil
            }
        }
        return .answer(Answer([AnswerBlock(properties: [Property(XToken.checkID, integer: isAlive ? 1 : 0)])]))
    }
}
