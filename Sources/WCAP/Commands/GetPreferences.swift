import ICalendar

/// `get_userprefs`: preferences of the caller, and the server's.
struct GetPreferences: Command {
    let name = "get_userprefs"
    let failure = WCAPErrno.getPreferencesFailed
    let session = SessionUse.required

    func run(_ call: Call) async throws -> Reply {
        let account = try await call.targetAccount(denied: .preferencesDenied)
        let preferences = try await PreferenceList(of: account, call: call)
        var block = AnswerBlock()
        block.preferences = preferences.lines
        return .answer(Answer([block]))
    }
}
