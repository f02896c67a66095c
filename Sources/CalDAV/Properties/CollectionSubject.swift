import CalendarService
import CalendarStore
import XMLDocument

/// Any resource but an object, as its properties see it.
struct CollectionSubject: PropertySubject {
    let resource: Resource
    let exchange: Exchange
    /// The ETag of a GET of the calendar, where it was asked for.
    var contentETag: String?
    /// The token with which a sync goes on from the calendar's present state, where it was asked for.
    var syncToken: String?

    var hrefs: Hrefs { exchange.hrefs }

    /// Whose it is: the caller for what everybody has in common.
    var owner: Account? {
        switch resource {
        case .principal(let account), .home(let account), .folder(let account, _): account
        case .calendar(let info): info.owner
        case .context: exchange.account
        default: nil
        }
    }

    var privileges: [Privilege] {
        switch resource {
        case .calendar(let info): info.access.privileges
        case .context: .everything
        case .home(let account), .folder(let account, _): account.id == exchange.account.id ? .everything : .reading
        default: .reading
        }
    }

    /// The calendar, where the resource is one.
    var info: CalendarInfo? { if case .calendar(let info) = resource { info } else { nil } }

    /// The account, where the resource is a principal.
    var principal: Account? { if case .principal(let account) = resource { account } else { nil } }

    /// The account whose calendar home set clients may ask of this resource: of the principal, and of the caller at the context path.
    var homeOwner: Account? {
        switch resource {
        case .principal(let account): account
        case .context: exchange.account
        default: nil
        }
    }

    func deadProperty(_ name: XMLName) -> PropertyValue? {
        guard let fragment = info?.calendar.properties.deadProperties[DeadProperty.key(name)] else { return nil }
        return .fragment(Array(fragment.utf8))
    }

    var deadPropertyNames: [XMLName] {
        info?.calendar.properties.deadProperties.keys.sorted().compactMap(DeadProperty.name) ?? []
    }
}

/// How the names of dead properties are kept: `{namespace}name`.
enum DeadProperty {
    static func key(_ name: XMLName) -> String { "{\(name.namespace)}\(name.local)" }

    static func name(_ key: String) -> XMLName? {
        guard key.hasPrefix("{"), let close = key.lastIndex(of: "}") else { return nil }
        return XMLName(namespace: String(key[key.index(after: key.startIndex)..<close]), local: String(key[key.index(after: close)...]))
    }
}
