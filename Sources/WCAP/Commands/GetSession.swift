import CalendarService
import CalendarStore
import ICalendar

/// `get_session`: the sessions that match `tid`, `addr` and `userid`, one block each; ids are shown as the start of their hash.
struct GetSession: Command {
    let name = "get_session"
    let failure = WCAPErrno.loginFailed
    let session = SessionUse.ignored
    let isAdministrative = true

    func run(_ call: Call) async throws -> Reply {
        _ = try await AdministratorCheck.administrator(of: call)
        let filter = try await AdministratorCheck.SessionFilter(call)
        var blocks: [AnswerBlock] = []
        for (session, account) in try await call.service.sessions() where filter.matches(session, account) {
            blocks.append(
                AnswerBlock(properties: [
                    Property(XToken.sessionID, value: Self.shown(session.idHash)),
                    Property(XToken.userID, text: "\(account.name)@\(account.domainName)"),
                    Property(XToken.sessionAddress, text: session.address),
                    Property(XToken.sessionCreated, instant: session.created.instant),
                    Property(XToken.sessionLastUsed, instant: session.lastUsed.instant),
                ]))
        }
        return .answer(blocks.isEmpty ? Answer(.ok) : Answer(blocks))
    }

    static func shown(_ hash: Digest) -> String {
        let digits = Array("0123456789abcdef")
        return String(hash.octets.prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
