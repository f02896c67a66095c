import CalendarService
import CalendarStore
import ICalendar

/// Attendees and organizer of a store (`spec/wcap.md` 6.4 to 6.6).
struct AttendeeChange: Sendable {
    private struct Entry: Sendable {
        var parameter: AttendeeParameter
        var address: AddressResolution.Resolved
    }

    /// nil: `attendees` was not sent.
    private var entries: [Entry]?
    private var organizer: Property?
    private var own: OwnAddresses
    private var replaces: Bool
    private(set) var method: SchedulingMethod
    /// The item's organizer is somebody else: only what concerns the own copy may change.
    private let isForeign: Bool

    /// - Throws: errno 45 and 79 for what only the organizer may do, 60 for unknown addresses, 67 for an organizer without an address.
    init(_ call: Call, info: CalendarInfo, existing: CalendarObject?) async throws {
        let parameters = call.parameters
        let own = OwnAddresses(info.owner)
        self.own = own
        replaces = parameters.flag(.replace)
        isForeign = existing?.components.contains { component in component.first(.organizer).map { !own.contains($0) } ?? false } ?? false
        let sent = parameters.integer(.method)
        method = sent.flatMap(SchedulingMethod.init) ?? (isForeign ? .update : .publish)
        if isForeign {
            switch method {
            case .publish, .cancel: throw WCAPErrno.notAllowedToRequestOrPublish
            case .request: throw WCAPErrno.attendeeMayNotRequest
            case .reply, .update: break
            }
        }
        let attendees = AttendeeParameter.list(parameters.entry(.attendees))
        let organizerName = parameters.word(.organizerCalid) ?? parameters.word(.organizerEmail).map { "mailto:\($0)" }
        let organizerUID = parameters.word(.organizerUID)
        let names = (attendees ?? []).map(\.address) + [organizerName, organizerUID].compactMap { $0 }
        let book = try await AddressResolution(names, call: call)
        entries = try attendees?.map { Entry(parameter: $0, address: try book.resolve($0.address)) }
        guard !isForeign else { return }
        if let organizerName {
            organizer = Self.organizer(try book.resolve(organizerName))
        } else if let organizerUID {
            guard let resolved = try? book.resolve(organizerUID), resolved.account != nil || existing != nil else {
                throw WCAPErrno.badOrganizerArguments
            }
            organizer = Self.organizer(resolved)
        }
        if let organizer, method == .request, !own.contains(organizer) { throw WCAPErrno.notAllowedToRequestOrPublish }
        defer { organizer = organizer?.setting(parameter: "SENT-BY", to: Self.secretary(call, of: info)) }
        if organizer == nil { organizer = Self.organizer(.init(uri: "mailto:\(AddressBook.mail(of: info.owner))", account: info.owner)) }
    }

    /// Who stores in somebody else's calendar acts for its owner (RFC 5545 section 3.2.18).
    private static func secretary(_ call: Call, of info: CalendarInfo) -> String? {
        guard let account = call.caller.account, account.id != info.owner.id else { return nil }
        return "mailto:\(AddressBook.mail(of: account))"
    }

    private static func organizer(_ address: AddressResolution.Resolved) -> Property {
        var parameters: [Parameter] = []
        if let name = address.account?.displayName, !name.isEmpty { parameters.append(Parameter("CN", name)) }
        return Property(.organizer, parameters: parameters, value: address.uri)
    }

    // MARK: Applying

    /// - Throws: errno 60 for a reply that does not name the caller's calendar.
    func apply(to component: inout Component) throws {
        if method == .cancel { component.set(Property(.status, value: "CANCELLED")) }
        if method == .reply || isForeign { return try applyOwn(to: &component) }
        guard let entries else { return }
        var kept = component.all(.attendee)
        var list: [Property] = replaces ? [] : kept
        for entry in entries {
            let place = list.firstIndex { Self.matches($0, entry) }
            if entry.parameter.isRemoval {
                if let place { list.remove(at: place) }
                continue
            }
            let old = place.map { list[$0] } ?? kept.first { Self.matches($0, entry) }
            let property = Self.property(entry, old: old)
            if let place { list[place] = property } else { list.append(property) }
        }
        guard list != kept else { return }
        component.remove(.attendee)
        component.properties += list
        kept = list
        if list.isEmpty {
            component.remove(.organizer)
        } else if let organizer {
            guard let present = component.first(.organizer), present.calendarAddress() == organizer.calendarAddress() else {
                return component.set(organizer)
            }
            let secretary = organizer.parameter("SENT-BY")
            if present.parameter("SENT-BY") != secretary { component.set(present.setting(parameter: "SENT-BY", to: secretary)) }
        }
    }

    /// Of all attendees a request names, an attendee may only speak for himself.
    private func applyOwn(to component: inout Component) throws {
        guard let entry = entries?.first(where: { own.contains(Property(.attendee, value: $0.address.uri)) }) else {
            if method == .reply { throw WCAPErrno.badArguments }
            return
        }
        guard !entry.parameter.isRemoval else { return }
        if let index = component.properties.firstIndex(where: { $0.isNamed(.attendee) && own.contains($0) }) {
            component.properties[index] = Self.property(entry, old: component.properties[index])
        } else {
            component.properties.append(Self.property(entry, old: nil))
        }
    }

    private static func matches(_ property: Property, _ entry: Entry) -> Bool {
        let address = property.calendarAddress()
        if address == CalendarAddress(entry.address.uri) { return true }
        return entry.address.account.map { OwnAddresses($0).contains(property) } ?? false
    }

    /// The attendee as kept: parameters that were sent over those that were there, which the request does not know of.
    private static func property(_ entry: Entry, old: Property?) -> Property {
        var parameters = old?.parameters ?? []
        func set(_ parameter: Parameter) {
            if let index = parameters.firstIndex(where: { $0.name == parameter.name }) {
                parameters[index] = parameter
            } else {
                parameters.append(parameter)
            }
        }
        for parameter in entry.parameter.parameters where parameter.name != "SENT-STATUS" { set(parameter) }
        if !parameters.contains(where: { $0.name == "PARTSTAT" }) { set(Parameter("PARTSTAT", "NEEDS-ACTION")) }
        if let name = entry.address.account?.displayName, !name.isEmpty, !parameters.contains(where: { $0.name == "CN" }) {
            set(Parameter("CN", name))
        }
        if let calid = entry.address.calid { set(Parameter(XToken.calidParameter, calid)) }
        let property = Property(.attendee, parameters: parameters, value: old?.valueString ?? entry.address.uri)
        // An old line with the same meaning stays as it was written.
        return old.map { $0.parameters == parameters ? $0 : property } ?? property
    }
}
