import CalDAV
import CalendarData
import CalendarService
import GatewayHTTP
import WCAP
import WebCal

/// Which protocols are served: a front end is one line here.
enum FrontEnds {
    static func all(_ configuration: Configuration, _ service: CalendarService, _ authentication: RequestAuthentication) -> [any FrontEnd] {
        [
            CalDAVFrontEnd(service: service, authentication: authentication),
            CalendarDataFrontEnd(service: service, authentication: authentication),
            WebCalFrontEnd(service: service, authentication: authentication, prefixes: configuration.webCalPrefixes),
            WCAPFrontEnd(service: service, authenticator: authentication.authenticator, settings: configuration.wcap),
        ]
    }

    /// What only the administrative listener serves.
    static func administrative(
        _ configuration: Configuration, _ service: CalendarService, _ authentication: RequestAuthentication, _ control: any ServerControl
    ) -> [any FrontEnd] {
        [
            WCAPFrontEnd(
                service: service, authenticator: authentication.authenticator, settings: configuration.wcap, isAdministrative: true,
                control: control)
        ]
    }
}
