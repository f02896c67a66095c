import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// `principal-match` (RFC 3744 section 9.3): which principals, or resources whose property names one, are the caller.
    func principalMatch(_ body: XMLElement, on resource: Resource) async throws -> Response {
        let plan = PropertyPlan(Self.selection(of: body), PropertyTable.collections, isMinimal: preferences.isMinimal)
        var answer = MultiStatus()
        func append(_ resource: Resource) {
            answer.append(hrefs.href(of: resource), CollectionSubject(resource: resource, exchange: self), plan)
        }
        if let property = body.first(.principalProperty)?.elements.first?.name {
            let own = hrefs.principal(account)
            for candidate in try await candidates(resource) {
                let subject = CollectionSubject(resource: candidate, exchange: self)
                if case .hrefs(let list) = PropertyTable.collections[property]?.value(subject), list.contains(own) { append(candidate) }
            }
        } else if body.first(.selfPrincipal) != nil {
            append(.principal(account))
        } else {
            throw HTTPProblem(.badRequest, "A principal-match needs principal-property or self.")
        }
        return answer.response()
    }

    /// The resource and what lies in it.
    private func candidates(_ resource: Resource) async throws -> [Resource] {
        switch resource {
        case .context, .home:
            let owner = if case .home(let owner) = resource { owner } else { account }
            return [resource]
                + (try await service.calendars(ofOwner: hrefs.name(of: owner), for: caller)).filter(\.access.mayRead).map { .calendar($0) }
        case .principals: return try await visibleAccounts().map { .principal($0) }
        default: return [resource]
        }
    }

    /// `principal-property-search` (RFC 3744 section 9.4): part of a text in properties of principals, any case.
    func principalPropertySearch(_ body: XMLElement) async throws -> Response {
        // python-caldav puts the properties it wants beside an empty `prop` instead of into it.
        let beside = body.elements.map(\.name).filter { ![.propertySearch, .prop, .applyToPrincipalCollectionSet].contains($0) }
        let names = (body.first(.prop)?.elements.map(\.name) ?? []) + beside
        let plan = PropertyPlan(.named(names), PropertyTable.collections, isMinimal: preferences.isMinimal)
        let searches = body.all(.propertySearch).map { search in
            (names: search.first(.prop)?.elements.map(\.name) ?? [], match: search.first(.match)?.trimmedText.lowercased() ?? "")
        }
        let anyOf = body.attribute("test") == "anyof"
        var answer = MultiStatus()
        var count = 0
        for account in try await visibleAccounts() {
            let hits = searches.map { search in
                !search.names.isEmpty
                    && search.names.allSatisfy { texts(of: account, $0).contains { $0.lowercased().contains(search.match) } }
            }
            // Without any condition all are meant.
            guard anyOf && !hits.isEmpty ? hits.contains(true) : hits.allSatisfy({ $0 }) else { continue }
            count += 1
            guard count <= Self.searchLimit else {
                answer.append(hrefs.principals, status: .insufficientStorage, condition: .dav("number-of-matches-within-limits"))
                break
            }
            answer.append(
                hrefs.principal(account), CollectionSubject(resource: .principal(account), exchange: self), plan)
        }
        return answer.response()
    }

    private static let searchLimit = 1_000

    /// What of a principal can be searched.
    private func texts(of account: Account, _ property: XMLName) -> [String] {
        switch property {
        case .displayname: [account.displayName.isEmpty ? account.name : account.displayName, account.name]
        case .calendarUserAddressSet: account.emailAddresses.map { "mailto:" + $0 }
        case .emailAddressSet: account.emailAddresses
        // Thunderbird looks for the principal of a home that it has found.
        case .calendarHomeSet: [hrefs.home(account)]
        case .principalURL: [hrefs.principal(account)]
        case .calendarUserType: [account.isResource ? "RESOURCE" : "INDIVIDUAL"]
        default: []
        }
    }

    /// `principal-search-property-set` (RFC 3744 section 9.5).
    func principalSearchPropertySet() -> Response {
        let searchable: [(XMLName, String)] = [
            (.displayname, "Name"), (.calendarUserAddressSet, "Calendar address"), (.emailAddressSet, "E-mail address"),
            (.calendarUserType, "Kind: INDIVIDUAL or RESOURCE"), (.calendarHomeSet, "Calendar home"), (.principalURL, "Principal"),
        ]
        var writer = XMLWriter(namespaces: [XMLNamespace.dav, XMLNamespace.caldav, XMLNamespace.calendarServer])
        writer.element(.principalSearchPropertySet) { writer in
            for (name, text) in searchable {
                writer.element(.principalSearchProperty) { writer in
                    writer.element(.prop) { $0.element(name) }
                    writer.start(.description)
                    writer.attribute(XMLName(namespace: XMLNamespace.xml, local: "lang"), "en")
                    writer.text(text)
                    writer.end()
                }
            }
        }
        return .octets(writer.finish(), contentType: MediaType.xml)
    }

    /// `acl-principal-prop-set` (RFC 3744 section 9.2): the principals that the access list names.
    func aclPrincipalPropSet(_ body: XMLElement, on info: CalendarInfo) async throws -> Response {
        guard info.access.mayAdminister else {
            throw DAVProblem.needPrivilege(.readACL, on: hrefs.calendar(info), "You may not read the access list of this calendar.")
        }
        let plan = PropertyPlan(Self.selection(of: body), PropertyTable.collections, isMinimal: preferences.isMinimal)
        var answer = MultiStatus()
        var seen: Set<AccountID> = []
        var accounts = [info.owner]
        for entry in info.calendar.accessList.entries {
            guard case .user(let name) = entry.who else { continue }
            let full = name.contains("@") ? name : "\(name)@\(info.owner.domainName)"
            do {
                accounts.append(try await service.account(full, for: caller))
            } catch let error as CalendarError where error.code == .accountNotFound {
                // An entry may outlive its account.
                continue
            }
        }
        for account in accounts where seen.insert(account.id).inserted {
            answer.append(hrefs.principal(account), CollectionSubject(resource: .principal(account), exchange: self), plan)
        }
        return answer.response()
    }

    private static func selection(of body: XMLElement) -> PropertySelection {
        .named(body.first(.prop)?.elements.map(\.name) ?? [])
    }
}
