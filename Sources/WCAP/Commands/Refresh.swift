import ICalendar

/// `refresh`: the server reads its configuration again (seed).
struct Refresh: Command {
    let name = "refresh"
    let failure = WCAPErrno.accessDenied
    let session = SessionUse.ignored
    let isAdministrative = true

    func run(_ call: Call) async throws -> Reply {
        _ = try await AdministratorCheck.administrator(of: call)
        guard let control = call.environment.control else { throw failure }
        var block = AnswerBlock(errno: .ok)
        do {
            block.properties = [Property(XToken.report, text: try control.refreshConfiguration())]
        } catch {
            block = AnswerBlock(errno: failure)
            block.properties = [Property(XToken.report, text: "\(error)")]
        }
        return .answer(Answer([block]))
    }
}
