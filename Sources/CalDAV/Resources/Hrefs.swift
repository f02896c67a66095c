import CalendarService
import CalendarStore
import GatewayHTTP

/// The one name under which each resource leaves: path only, canonical percent-encoding, calendars under their owner's `~NAME`.
struct Hrefs: Sendable {
    let request: GatewayRequest
    /// The domain in which names leave unqualified.
    let domain: DomainID?

    /// `name`, or `name@domain` for an account of another domain.
    func name(of account: Account) -> String {
        account.domain == domain ? account.name : "\(account.name)@\(account.domainName)"
    }

    var context: String { request.href(["CalDAV"], isCollection: true) }
    var principals: String { request.href(["CalDAV", "principals"], isCollection: true) }
    func principal(_ account: Account) -> String { principal(named: name(of: account)) }
    func principal(named name: String) -> String { request.href(["CalDAV", "principals", name], isCollection: true) }
    func home(_ account: Account) -> String { request.href(["CalDAV", "~" + name(of: account)], isCollection: true) }

    func folder(_ name: String, of owner: Account) -> String {
        request.href(["CalDAV", "~" + self.name(of: owner)] + name.split(separator: "/").map(String.init), isCollection: true)
    }

    func calendar(_ info: CalendarInfo) -> String { folder(info.calendar.name, of: info.owner) }

    func object(_ name: String, in info: CalendarInfo) -> String { calendar(info) + PercentEncoding.encode(segment: name) }

    /// Of what a request names; the context path and the principals keep the spelling that was asked for.
    func href(of resource: Resource) -> String {
        switch resource {
        case .context: context
        case .principals: request.href(Array(request.segments.prefix { _ in true }), isCollection: true)
        case .principal(let account): principal(account)
        case .home(let account): home(account)
        case .folder(let owner, let name): folder(name, of: owner)
        case .calendar(let info): calendar(info)
        case .object(let info, let name): object(name, in: info)
        case .vacant, .unreachable: request.href(request.segments)
        }
    }
}
