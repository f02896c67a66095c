/// Who may do what with a calendar: entries in order, the first match decides (WCAP's access control entries, `spec/wcap.md` 7.5).
public struct AccessList: Hashable, Sendable {
    public var entries: [AccessEntry]

    public init(_ entries: [AccessEntry]) { self.entries = entries }
}

/// One entry: who, what, which rights, grant or deny.
public struct AccessEntry: Hashable, Sendable {
    public enum Who: Hashable, Sendable {
        /// A login name, `name` (owner's domain) or `name@domain`; lower case.
        case user(String)
        /// `@domain`: everybody of a domain; lower case.
        case domain(String)
        /// `@`: everybody, without a login too.
        case everybody
        /// `@@p`
        case primaryOwner
        /// `@@o`: all owners.
        case owners
        /// `@@n`
        case nonOwners
        /// `@@d`: everybody of the primary owner's domain.
        case ownersDomain
    }

    public enum What: String, Hashable, Sendable {
        case components = "c"
        case properties = "p"
        case all = "a"
    }

    public var who: Who
    public var what: What
    public var rights: AccessRights
    public var isGranted: Bool

    public init(_ who: Who, _ what: What, _ rights: AccessRights, isGranted: Bool = true) {
        self.who = who
        self.what = what
        self.rights = rights
        self.isGranted = isGranted
    }
}

/// The letters of `how`.
public struct AccessRights: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// `r`
    public static let read = AccessRights(rawValue: 1)
    /// `w`
    public static let write = AccessRights(rawValue: 2)
    /// `d`
    public static let delete = AccessRights(rawValue: 4)
    /// `s`: invitations may be placed.
    public static let schedule = AccessRights(rawValue: 8)
    /// `f`
    public static let freeBusy = AccessRights(rawValue: 16)
    /// `l`
    public static let lookup = AccessRights(rawValue: 32)
    /// `e`: reply on behalf of the owner.
    public static let replyOnBehalf = AccessRights(rawValue: 64)
    /// `i`: invite on behalf of the owner.
    public static let inviteOnBehalf = AccessRights(rawValue: 128)
    /// `c`: cancel on behalf of the owner.
    public static let cancelOnBehalf = AccessRights(rawValue: 256)
    /// `z`: change the access list.
    public static let administer = AccessRights(rawValue: 512)
}
