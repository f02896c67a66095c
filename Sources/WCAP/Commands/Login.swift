import Accounts
import CalendarService
import CalendarStore
import ICalendar

/// `login`: checks a password and opens a session (`spec/wcap.md` 2.4 to 2.7).
struct Login: Command {
    let name = "login"
    let failure = WCAPErrno.loginFailed
    let session = SessionUse.ignored
    let standardFormat: OutputFormat? = .calendar

    func run(_ call: Call) async throws -> Reply {
        let wantsPage = BrowserPage.isWanted(by: call, landingURL: call.settings.landingURL)
        let opened: OpenedSession
        do {
            opened = try await open(call)
        } catch {
            guard wantsPage else { throw WCAPErrno.loginFailed }
            return BrowserPage.reply(title: "Login", text: "Login failed: name or password is wrong. (1)")
        }
        if wantsPage {
            if let location = BrowserPage.location(call.settings.landingURL, id: opened.id) { return .redirect(location) }
            return BrowserPage.reply(title: "Login", text: "You are logged in.")
        }
        var block = AnswerBlock()
        block.calid = opened.calid
        block.properties = [Property(XToken.sessionID, value: opened.id), Property(XToken.userID, text: opened.userID)]
        if !opened.calid.isEmpty { block.properties.append(Property(XToken.calendarID, text: opened.calid)) }
        block.properties.append(Property(XToken.recurrenceBound, integer: call.service.settings.recurrenceBound))
        var answer = Answer([block])
        answer.variables = [
            ("id", opened.id), ("session_id", opened.id), ("user_id", opened.userID), ("calendar_id", opened.calid),
        ]
        return .answer(answer)
    }

    private struct OpenedSession {
        var id: String
        var userID: String
        var calid: String
    }

    private func open(_ call: Call) async throws -> OpenedSession {
        guard let user = call.parameters.word(.user) else { throw WCAPErrno.loginFailed }
        if call.settings.allowsAnonymousLogin, user.lowercased() == "anonymous" {
            return OpenedSession(id: AnonymousSession.newID(), userID: "anonymous", calid: "")
        }
        let authenticator = call.environment.authenticator
        var account = try await authenticator.authenticate(
            name: user, password: call.parameters.text(.password) ?? "", host: call.request.host, address: call.request.address
        ).account
        var administrator: AccountID?
        if let other = call.parameters.word(.proxyauth) {
            guard account.isAdministrator, call.settings.allowsAdministratorProxy,
                let target = try await authenticator.account(named: other, host: call.request.host)?.account
            else { throw WCAPErrno.loginFailed }
            administrator = account.id
            account = target
        }
        call.request.noteAccount(account)
        if account.defaultCalendar == nil { try await makeDefaultCalendar(of: account, call: call) }
        let id = try await call.service.openSession(for: account, actingAdministrator: administrator, address: call.request.address)
        return OpenedSession(id: id, userID: account.name, calid: account.name)
    }

    /// An account without its default calendar gets it without further words (errno 2 frightens clients).
    private func makeDefaultCalendar(of account: Account, call: Call) async throws {
        let caller = Caller(account: account, domain: account.domain)
        do {
            _ = try await call.service.createCalendar(CalendarCreation(name: "Calendar"), for: caller)
        } catch let error as CalendarError where error.code == .calendarExists {
            return
        }
    }
}
