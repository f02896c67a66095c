/// `shutdown`: stops the server, if the operator allows it (seed).
struct Shutdown: Command {
    let name = "shutdown"
    let failure = WCAPErrno.accessDenied
    let session = SessionUse.ignored
    let isAdministrative = true

    func run(_ call: Call) async throws -> Reply {
        _ = try await AdministratorCheck.administrator(of: call)
        guard call.settings.allowsShutdown, let control = call.environment.control else { throw failure }
        await control.shutDown()
        return .answer(Answer(.ok))
    }
}
