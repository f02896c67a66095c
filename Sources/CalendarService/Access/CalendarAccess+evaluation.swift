public import CalendarStore

extension CalendarAccess {
    /// What a caller may do with a calendar: the one place where access lists are read.
    ///
    /// For each right the first entry decides that matches who and what and names the right; none: denied. The primary owner and an
    /// overriding administrator are never checked (`spec/wcap.md` 7.5).
    public init(of caller: Caller, to calendar: Calendar, ownedBy owner: Account) {
        let principal = Principal(of: caller, to: calendar, ownedBy: owner)
        let isPrimaryOwner = principal.isPrimaryOwner || caller.overridesAccess
        guard !isPrimaryOwner else {
            self.init(components: .all, properties: .all, isPrimaryOwner: true, isOwner: true)
            return
        }
        var components = RightsDecision()
        var properties = RightsDecision()
        for entry in calendar.accessList.entries where principal.matches(entry.who) {
            if entry.what != .properties { components.decide(entry) }
            if entry.what != .components { properties.decide(entry) }
        }
        self.init(
            components: components.granted, properties: properties.granted, isPrimaryOwner: false, isOwner: principal.isCoOwner
        )
    }

    /// Whether the caller may change the access list.
    public var mayAdminister: Bool { isOwner || components.contains(.administer) || properties.contains(.administer) }
    /// Whether the caller may read the calendar's properties.
    public var mayReadProperties: Bool { isOwner || mayRead || properties.contains(.read) }
    /// Whether the caller may change the calendar's properties.
    public var mayWriteProperties: Bool { isOwner || properties.contains(.write) }

    /// Whether all of some rights on components are there.
    public func allows(_ rights: AccessRights) -> Bool { isPrimaryOwner || components.isSuperset(of: rights) }
}

/// The rights an access list has decided so far.
private struct RightsDecision {
    var granted: AccessRights = []
    private var decided: AccessRights = []

    mutating func decide(_ entry: AccessEntry) {
        if entry.isGranted { granted.formUnion(entry.rights.subtracting(decided)) }
        decided.formUnion(entry.rights)
    }
}

/// A caller as the entries of one calendar's access list see it.
private struct Principal {
    let name: String
    let domain: String
    let ownersDomain: String
    let isKnown: Bool
    let isPrimaryOwner: Bool
    let isCoOwner: Bool

    init(of caller: Caller, to calendar: Calendar, ownedBy owner: Account) {
        isKnown = caller.account != nil
        name = caller.account?.name.lowercased() ?? ""
        domain = caller.account?.domainName.lowercased() ?? ""
        ownersDomain = owner.domainName.lowercased()
        isPrimaryOwner = caller.account?.id == owner.id
        let (name, domain, ownersDomain) = (name, domain, ownersDomain)
        isCoOwner =
            isKnown
            && calendar.properties.coOwners.contains {
                Principal.names($0.lowercased(), name: name, domain: domain, ownersDomain: ownersDomain)
            }
    }

    func matches(_ who: AccessEntry.Who) -> Bool {
        switch who {
        case .everybody: true
        case .user(let user): isKnown && Self.names(user, name: name, domain: domain, ownersDomain: ownersDomain)
        case .domain(let wanted): isKnown && wanted == domain
        case .primaryOwner: isPrimaryOwner
        case .owners: isPrimaryOwner || isCoOwner
        case .nonOwners: !isPrimaryOwner && !isCoOwner
        case .ownersDomain: isKnown && domain == ownersDomain
        }
    }

    /// Whether `user` (`name` in the owner's domain, or `name@domain`) names an account.
    private static func names(_ user: String, name: String, domain: String, ownersDomain: String) -> Bool {
        user == name && domain == ownersDomain || user == "\(name)@\(domain)"
    }
}
