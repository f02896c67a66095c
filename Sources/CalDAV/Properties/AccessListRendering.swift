import CalendarService
import CalendarStore
import XMLDocument

/// The access list as `DAV:acl` shows it (RFC 3744 section 5.5): what WebDAV cannot say in its words is shown as protected.
struct AccessListRendering {
    private let info: CalendarInfo
    private let hrefs: Hrefs
    private let isInherited: Bool

    /// - Parameter isInherited: for an object, which has the list of its calendar.
    init(_ info: CalendarInfo, _ hrefs: Hrefs, isInherited: Bool = false) {
        self.info = info
        self.hrefs = hrefs
        self.isInherited = isInherited
    }

    func write(to writer: inout XMLWriter) {
        // The owner is never checked against the list.
        writer.element(.ace) { writer in
            writer.element(.principal) { $0.element(.property) { $0.element(.owner) } }
            writer.element(.grant) { $0.element(.privilege) { $0.element(Privilege.all.name) } }
            writer.element(.protected)
            writeInheritance(to: &writer)
        }
        for entry in info.calendar.accessList.entries {
            let privileges = entry.what == .properties ? Self.propertyPrivileges(of: entry.rights) : Self.privileges(of: entry.rights)
            guard !privileges.isEmpty else { continue }
            writer.element(.ace) { writer in
                writePrincipal(entry.who, to: &writer)
                writer.element(entry.isGranted ? .grant : .deny) { writer in
                    for privilege in privileges { writer.element(.privilege) { $0.element(privilege.name) } }
                }
                if !entry.isWebDAV { writer.element(.protected) }
                writeInheritance(to: &writer)
            }
        }
    }

    private func writeInheritance(to writer: inout XMLWriter) {
        if isInherited { writer.element(.inherited) { $0.element(.href, hrefs.calendar(info)) } }
    }

    private func writePrincipal(_ who: AccessEntry.Who, to writer: inout XMLWriter) {
        func owner(_ writer: inout XMLWriter) { writer.element(.principal) { $0.element(.property) { $0.element(.owner) } } }
        switch who {
        case .user(let name): writer.element(.principal) { $0.element(.href, principalHref(name)) }
        case .everybody: writer.element(.principal) { $0.element(.everybody) }
        case .primaryOwner, .owners: owner(&writer)
        case .nonOwners: writer.element(.invert) { owner(&$0) }
        case .domain, .ownersDomain: writer.element(.principal) { $0.element(.authenticated) }
        }
    }

    /// `name` means the owner's domain.
    private func principalHref(_ name: String) -> String {
        let suffix = "@" + info.owner.domainName.lowercased()
        let isOwnersDomain = info.owner.domain == hrefs.domain
        if isOwnersDomain { return hrefs.principal(named: name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name) }
        return hrefs.principal(named: name.contains("@") ? name : name + suffix)
    }

    /// Of an entry that is about the calendar's properties alone: its `r` lets nobody read an item.
    private static func propertyPrivileges(of rights: AccessRights) -> [Privilege] {
        var list: [Privilege] = []
        if rights.contains(.read) { list.append(.readCurrentUserPrivilegeSet) }
        if rights.contains(.write) { list.append(.writeProperties) }
        if rights.contains(.administer) { list.append(.writeACL) }
        return list
    }

    static func privileges(of rights: AccessRights) -> [Privilege] {
        var list: [Privilege] = []
        if rights.contains(.read) { list.append(.read) }
        if rights.contains([.write, .delete]) {
            list.append(.write)
        } else {
            if rights.contains(.write) { list += [.writeContent, .bind] }
            if rights.contains(.delete) { list.append(.unbind) }
        }
        if rights.contains(.freeBusy) { list.append(.readFreeBusy) }
        if rights.contains(.schedule) { list.append(.scheduleDeliver) }
        if rights.contains(.administer) { list.append(.writeACL) }
        return list
    }
}

extension AccessEntry {
    /// Rights that privileges stand for.
    static let webDAVRights: AccessRights = [.read, .write, .delete, .freeBusy, .schedule, .administer]

    /// Whether WebDAV can say all of the entry, so that the ACL method may replace it: somebody by name or everybody, on all things.
    var isWebDAV: Bool {
        guard what == .all, Self.webDAVRights.isSuperset(of: rights), !rights.isEmpty else { return false }
        switch who {
        case .user, .everybody: return true
        default: return false
        }
    }
}
