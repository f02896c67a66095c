import CalendarService

/// `logout`: ends a session; success is errno -1 (`spec/wcap.md` 2.8).
struct Logout: Command {
    let name = "logout"
    let failure = WCAPErrno.loggedOut
    let session = SessionUse.ignored
    let standardFormat: OutputFormat? = .calendar

    func run(_ call: Call) async throws -> Reply {
        if let id = call.sessionID {
            if let account = try await call.service.session(id: id, extending: false)?.account { call.request.noteAccount(account) }
            try await call.service.closeSession(id: id)
        }
        guard BrowserPage.isWanted(by: call, landingURL: call.settings.loginURL) else { return .answer(Answer(.loggedOut)) }
        if !call.settings.loginURL.isEmpty { return .redirect(call.settings.loginURL) }
        return BrowserPage.reply(title: "Logout", text: "You are logged out.")
    }
}
