import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// ACL (RFC 3744 section 8.1): replaces the entries that WebDAV can show, keeps the others in their place.
    func acl(_ resource: Resource) async throws -> Response {
        guard case .calendar(let info) = resource else { throw HTTPProblem.methodNotAllowed(allow: resource.methods) }
        guard let body = try await request.xmlBody(), body.name == .acl else { throw HTTPProblem(.badRequest, "The body is no DAV:acl.") }
        var entries: [AccessEntry] = []
        for ace in body.all(.ace) {
            if let entry = try await entry(of: ace, for: info) { entries.append(entry) }
        }
        let replacement = entries
        _ = try await service.updateCalendar(.id(info.calendar.id), for: caller) { calendar, _ in
            calendar.accessList.replaceWebDAVEntries(by: replacement)
        }
        return .empty(.ok)
    }

    /// The entry that an ACE means; nil for what is so anyway: protected ones sent back, and rights of the owner.
    private func entry(of ace: XMLElement, for info: CalendarInfo) async throws -> AccessEntry? {
        if ace.first(.protected) != nil { return nil }
        if ace.first(.invert) != nil { throw DAVProblem.make(.forbidden, .dav("no-invert"), "An ACE cannot be inverted here.") }
        let isGranted = ace.first(.grant) != nil
        guard let principal = ace.first(.principal)?.elements.first, let list = ace.first(.grant) ?? ace.first(.deny) else {
            throw HTTPProblem(.badRequest, "Line \(ace.lineNumber): an ACE needs a principal and grant or deny.")
        }
        var rights: AccessRights = []
        for privilege in list.all(.privilege).flatMap(\.elements) { rights.formUnion(try Self.rights(of: privilege.name)) }
        guard let who = try await who(principal, of: info) else {
            if isGranted { return nil }
            throw DAVProblem.make(.forbidden, .dav("no-protected-ace-conflict"), "Nothing can be denied to the owner.")
        }
        return rights.isEmpty ? nil : AccessEntry(who, .all, rights, isGranted: isGranted)
    }

    /// nil: the owner.
    private func who(_ principal: XMLElement, of info: CalendarInfo) async throws -> AccessEntry.Who? {
        switch principal.name {
        case .everybody: return .everybody
        case .property where principal.first(.owner) != nil: return nil
        case .href:
            let text = principal.trimmedText
            let segments = HrefReader(origin: request.origin).segments(of: text)
            guard let segments, let resource = try? await tree.resource(at: segments), case .principal(let account) = resource else {
                throw DAVProblem.make(.forbidden, .dav("recognized-principal"), "There is no principal “\(text)”.")
            }
            if account.id == info.owner.id { return nil }
            let name = account.name.lowercased()
            return .user(account.domain == info.owner.domain ? name : "\(name)@\(account.domainName.lowercased())")
        default:
            throw DAVProblem.make(
                .forbidden, .dav("allowed-principal"), "Rights are given to principals by href, to DAV:all, or to the owner.")
        }
    }

    /// The rights that a privilege stands for in the one access list (`spec/caldav.md`, ACL).
    private static func rights(of name: XMLName) throws -> AccessRights {
        guard let privilege = Privilege(name) else {
            throw DAVProblem.make(.forbidden, .dav("not-supported-privilege"), "There is no privilege \(name.local) here.")
        }
        switch privilege {
        case .read: return .read
        case .readFreeBusy: return .freeBusy
        case .writeContent, .bind: return .write
        case .unbind: return .delete
        case .write: return [.write, .delete]
        case .writeACL: return .administer
        case .scheduleDeliver: return .schedule
        case .all: return AccessEntry.webDAVRights
        case .readCurrentUserPrivilegeSet, .writeProperties, .readACL:
            throw DAVProblem.make(
                .forbidden, .dav("no-abstract"), "The privilege \(name.local) comes with others; it cannot be given by itself.")
        }
    }
}

extension AccessList {
    /// New entries stand where the first of the replaced ones stood, at the front when there was none; the first match decides.
    mutating func replaceWebDAVEntries(by replacement: [AccessEntry]) {
        let place = entries.firstIndex(where: \.isWebDAV) ?? 0
        let before = entries[..<place]
        let after = entries[place...].filter { !$0.isWebDAV }
        entries = Array(before) + replacement + after
    }
}
