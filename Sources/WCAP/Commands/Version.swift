import ICalendar

/// `version`: which protocol and which server; needs no session and says no number.
struct Version: Command {
    let name = "version"
    let failure = WCAPErrno.ok
    let session = SessionUse.ignored

    func run(_ call: Call) async throws -> Reply {
        let properties = [
            Property(XToken.wcapVersion, text: call.settings.protocolVersion),
            Property(XToken.serverVersion, text: call.settings.serverVersion),
        ]
        return .answer(Answer([AnswerBlock(errno: nil, properties: properties)]))
    }
}
