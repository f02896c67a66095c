import Accounts
import CalendarService
import CalendarStore
import ICalendar

/// `list`: the calendars an account owns, as bare lines.
struct List: Command {
    let name = "list"
    let failure = WCAPErrno.listFailed
    let session = SessionUse.required

    func run(_ call: Call) async throws -> Reply {
        let account = try await call.targetAccount(denied: .accessDenied)
        let owned = try await call.service.calendars(ofOwner: "\(account.name)@\(account.domainName)", for: call.caller)
        return .answer(Answer([AnswerBlock(properties: owned.map { Property(XToken.ownedCalendar, text: call.calid(of: $0)) })]))
    }
}

extension Call {
    /// The account of `userid`, which only administrators may name unless it is their own; without it the caller.
    ///
    /// - Throws: `denied` for somebody else's, the command's failure number for nobody's, 75 for anonymous callers.
    func targetAccount(denied: WCAPErrno) async throws -> Account {
        let account = try account()
        guard let name = parameters.word(.userID)?.lowercased(), name != account.name.lowercased(),
            name != "\(account.name)@\(account.domainName)".lowercased()
        else { return account }
        guard account.isAdministrator, settings.administratorsMayEditPreferences else { throw denied }
        guard let other = try await environment.authenticator.account(named: name, host: account.domainName)?.account else {
            throw command.failure
        }
        return other
    }
}
