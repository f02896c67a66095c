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
}

/// What administrative commands may do with the server.
public protocol ServerControl: Sendable {
    /// Reads the configuration again and takes over what can change while running.
    func refreshConfiguration() async throws
    /// Finishes requests under way, then stops.
    func shutDown() async
}
