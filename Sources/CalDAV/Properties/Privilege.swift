import CalendarService
import XMLDocument

/// The privileges of RFC 3744 and RFC 4791 section 6.1 that the access list can express.
enum Privilege: Hashable, Sendable, CaseIterable {
    case all, read, readFreeBusy, readCurrentUserPrivilegeSet, write, writeContent, writeProperties, bind, unbind, readACL, writeACL
    case scheduleDeliver

    var name: XMLName {
        switch self {
        case .all: .dav("all")
        case .read: .dav("read")
        case .readFreeBusy: .caldav("read-free-busy")
        case .readCurrentUserPrivilegeSet: .dav("read-current-user-privilege-set")
        case .write: .dav("write")
        case .writeContent: .dav("write-content")
        case .writeProperties: .dav("write-properties")
        case .bind: .dav("bind")
        case .unbind: .dav("unbind")
        case .readACL: .dav("read-acl")
        case .writeACL: .dav("write-acl")
        case .scheduleDeliver: .scheduleDeliver
        }
    }

    init?(_ name: XMLName) {
        guard let known = Privilege.byName[name] else { return nil }
        self = known
    }

    private static let byName: [XMLName: Privilege] = {
        var table: [XMLName: Privilege] = [:]
        for privilege in allCases { table[privilege.name] = privilege }
        // RFC 6638 section 6.1 has three kinds of delivery; the access list has one right for all.
        for name in ["schedule-deliver-invite", "schedule-deliver-reply", "schedule-query-freebusy"] {
            table[.caldav(name)] = .scheduleDeliver
        }
        return table
    }()

    /// What an aggregate is made of (RFC 3744 section 3.12).
    var members: [Privilege] {
        switch self {
        case .all: [.read, .write, .readACL, .writeACL, .scheduleDeliver]
        case .read: [.readFreeBusy, .readCurrentUserPrivilegeSet]
        case .write: [.writeContent, .writeProperties, .bind, .unbind]
        default: []
        }
    }

    /// Cannot be granted by itself.
    var isAbstract: Bool {
        switch self {
        case .readCurrentUserPrivilegeSet, .writeProperties, .readACL: true
        default: false
        }
    }

    var explanation: String {
        switch self {
        case .all: "Everything"
        case .read: "Read items and properties"
        case .readFreeBusy: "See when the owner is busy"
        case .readCurrentUserPrivilegeSet: "See one's own privileges"
        case .write: "Change and delete"
        case .writeContent: "Change items"
        case .writeProperties: "Change properties"
        case .bind: "Add items"
        case .unbind: "Delete items"
        case .readACL: "Read the access list"
        case .writeACL: "Change the access list"
        case .scheduleDeliver: "Place invitations"
        }
    }
}

extension CalendarAccess {
    /// What `current-user-privilege-set` lists: aggregates that are whole, and every member that is held.
    var privileges: [Privilege] {
        var list: [Privilege] = []
        if isPrimaryOwner { list.append(.all) }
        if mayRead { list += [.read, .readCurrentUserPrivilegeSet] }
        if maySeeFreeBusy { list.append(.readFreeBusy) }
        if mayWrite && mayDelete && mayWriteProperties { list.append(.write) }
        if mayWrite { list += [.writeContent, .bind] }
        if mayWriteProperties { list.append(.writeProperties) }
        if mayDelete { list.append(.unbind) }
        if mayAdminister { list += [.readACL, .writeACL] }
        if maySchedule { list.append(.scheduleDeliver) }
        return list
    }
}

extension Array where Element == Privilege {
    /// Of a home or principal for its owner.
    static let everything: [Privilege] = [
        .all, .read, .readCurrentUserPrivilegeSet, .readFreeBusy, .write, .writeContent, .writeProperties, .bind, .unbind, .readACL,
        .writeACL,
    ]
    /// Of what everybody may see.
    static let reading: [Privilege] = [.read, .readCurrentUserPrivilegeSet]
}
