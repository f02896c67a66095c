/// `refresh`: the server reads its configuration again (seed).
struct Refresh: Command {
    let name = "refresh"
    let failure = WCAPErrno.accessDenied
    let session = SessionUse.ignored
    let isAdministrative = true

    func run(_ call: Call) async throws -> Reply {
        _ = try await AdministratorCheck.administrator(of: call)
        guard let control = call.environment.control else { throw failure }
        try await control.refreshConfiguration()
        return .answer(Answer(.ok))
    }
}
