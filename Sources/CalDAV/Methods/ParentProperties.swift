import Accounts
import CalendarService
import GatewayHTTP
import XMLDocument

extension CalDAVFrontEnd {
    private static let aboveRealms: [XMLName] = [
        .currentUserPrincipal, .principalCollectionSet, .supportedReportSet, .owner, .currentUserPrivilegeSet, .calendarHomeSet,
        .principalURL,
    ]

    /// What `/` says about who asks: clients that were given a bare host begin there.
    func parentProperties(for request: GatewayRequest, _ selection: PropertySelection) async throws -> [XMLElement] {
        guard Self.aboveRealms.contains(where: selection.wants) else { return [] }
        let account = try await authentication.webCalAccount(of: request)
        let hrefs = Hrefs(request: request, domain: authentication.caller(for: account).domain)
        func link(_ name: XMLName, _ href: String) -> XMLElement {
            XMLElement(name, children: [.element(XMLElement(.href, text: href))])
        }
        let principal = hrefs.principal(account.account)
        return [
            link(.currentUserPrincipal, principal), link(.principalCollectionSet, hrefs.principals), XMLElement(.supportedReportSet),
            XMLElement(.owner), link(.calendarHomeSet, hrefs.home(account.account)), link(.principalURL, principal),
            XMLElement(
                .currentUserPrivilegeSet,
                children: [Privilege].reading.map { privilege in
                    .element(XMLElement(.privilege, children: [.element(XMLElement(privilege.name))]))
                }
            ),
        ]
    }
}
