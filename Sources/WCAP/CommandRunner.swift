import CalendarService
import CalendarStore
import ICalendar

/// Runs commands: finds the command, the format and the session, and turns whatever happens into an answer in that format.
struct CommandRunner: Sendable {
    let environment: WCAPEnvironment

    func response(to request: CommandRequest) async -> CommandResponse {
        let command = CommandTable.command(named: request.command)
        let standard = command?.standardFormat ?? environment.settings.defaultFormat
        guard let format = format(of: request, command: command, standard: standard) else {
            return render(.answer(Answer(.noSuchFormat)), as: .calendar, command: command?.name ?? "")
        }
        guard let command, !command.isAdministrative || request.isAdministrative else {
            return render(.answer(Answer(.badCommand)), as: format, command: command?.name ?? "unknown")
        }
        let reply: Reply
        do {
            let call = try await call(of: command, request: request, format: format)
            do {
                reply = try await command.run(call)
            } catch {
                reply = .answer(Answer(call.errno(for: error)))
            }
        } catch {
            reply = .answer(Answer(WCAPErrno(error, failure: command.failure, kind: command.kind)))
        }
        return render(reply, as: format, command: command.name)
    }

    /// The format asked for; nil for one there is not.
    private func format(of request: CommandRequest, command: (any Command)?, standard: OutputFormat) -> OutputFormat? {
        guard let wanted = request.parameters.word(.format) else { return standard }
        if command is Login || command is Logout, wanted.lowercased().hasPrefix("text/html") { return standard }
        return OutputFormat(parameter: wanted)
    }

    // MARK: Sessions

    private func call(of command: any Command, request: CommandRequest, format: OutputFormat) async throws -> Call {
        let answerSize = environment.service.answerSize()
        request.keep(answerSize)
        func call(caller: Caller, id: String?, session: Session?, isAnonymous: Bool = false) -> Call {
            Call(
                environment: environment, command: command, request: request, format: format, caller: caller, sessionID: id,
                session: session,
                isAnonymous: isAnonymous, answerSize: answerSize
            )
        }
        let service = environment.service
        let id = request.parameters.sessionID
        guard command.session != .ignored, let id else {
            if command.session == .required { throw WCAPErrno.loginFailed }
            return call(caller: try await service.caller(nil, host: request.host), id: id, session: nil)
        }
        if environment.settings.allowsAnonymousLogin, AnonymousSession.isID(id) {
            return call(caller: try await service.caller(nil, host: request.host), id: id, session: nil, isAnonymous: true)
        }
        guard let (session, account) = try await service.session(id: id, extending: true) else { throw WCAPErrno.loginFailed }
        request.noteAccount(account)
        let overrides = account.isAdministrator && service.settings.administratorsOverrideAccess
        return call(caller: Caller(account: account, domain: account.domain, overridesAccess: overrides), id: id, session: session)
    }

    // MARK: Formats

    private func render(_ reply: Reply, as format: OutputFormat, command: String) -> CommandResponse {
        let productID = environment.service.settings.productID
        switch reply {
        case .answer(let answer):
            let body =
                switch format {
                case .calendar: CalendarTextWriter(productID: productID).octets(of: answer)
                case .xml: XMLTextWriter(productID: productID).octets(of: answer)
                case .script: ScriptPageWriter(productID: productID).octets(of: answer, command: command)
                }
            return CommandResponse(body: body, contentType: format.contentType, errno: answer.blocks.first?.errno?.rawValue)
        case .file(let octets, let contentType, let fileName):
            return CommandResponse(body: AnswerOctets(octets), contentType: contentType, fileName: fileName)
        case .redirect(let location):
            return CommandResponse(body: AnswerOctets(), contentType: "text/html; charset=UTF-8", location: location)
        }
    }
}
