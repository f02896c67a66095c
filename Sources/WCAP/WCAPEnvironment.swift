import Accounts
import CalendarService
import CalendarStore

/// Everything commands use besides their request.
struct WCAPEnvironment: Sendable {
    var service: CalendarService
    var authenticator: Authenticator
    var settings: WCAPSettings
    /// What `refresh` and `shutdown` do; nil: nothing that could.
    var control: (any ServerControl)?
    let timeZoneAnswers = TimeZoneAnswers()
    let renderings = RenderingIdentity.Table()
}

/// What administrative commands may do with the server.
public protocol ServerControl: Sendable {
    /// Reads the configuration again and takes over what can change while running; says what changed and what waits for a restart.
    ///
    /// - Throws: an error whose description says what is wrong with it; nothing has changed then.
    func refreshConfiguration() throws -> String
    /// Finishes requests under way, then stops.
    func shutDown() async
}
