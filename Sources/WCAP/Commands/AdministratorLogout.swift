import CalendarService

/// `admin_logout`: ends sessions of others; the answer is a page (seed).
struct AdministratorLogout: Command {
    let name = "admin_logout"
    let failure = WCAPErrno.loginFailed
    let session = SessionUse.ignored
    let isAdministrative = true

    func run(_ call: Call) async throws -> Reply {
        _ = try await AdministratorCheck.administrator(of: call)
        let filter = try await AdministratorCheck.SessionFilter(call)
        guard !filter.isEmpty else { throw WCAPErrno.insufficientParameters }
        let count = try await call.service.closeSessions { filter.matches($0, $1) }
        return BrowserPage.reply(title: "admin_logout", text: "admin_logout: \(count) session(s) terminated")
    }
}
