import CalendarStore
import ICalendar

/// Where an item stands between organizer and attendees, seen from the owner of the calendar it lies in (`spec/wcap.md` 8.1).
enum ComponentState: String, Hashable, Sendable, CaseIterable {
    case replyAccepted = "REPLY-ACCEPTED"
    case replyDeclined = "REPLY-DECLINED"
    case requestNeedsAction = "REQUEST-NEEDS-ACTION"
    case requestNeedsNoAction = "REQUEST-NEEDSNOACTION"
    case requestPending = "REQUEST-PENDING"
    case requestWaitForReply = "REQUEST-WAITFORREPLY"
    case requestCompleted = "REQUEST-COMPLETED"
    case publishCompleted = "PUBLISH-COMPLETED"

    /// The state of a component; nil for a tentative or delegated answer, which has no keyword.
    init?(_ component: Component, owner: Account) { self.init(component, own: OwnAddresses(owner)) }

    init?(_ component: Component, own: OwnAddresses) {
        let attendees = component.properties.filter { $0.isNamed(.attendee) }
        if attendees.isEmpty {
            self = .publishCompleted
            return
        }
        let isOrganizer = component.first(.organizer).map { own.contains($0) } ?? true
        if isOrganizer {
            let others = attendees.filter { !own.contains($0) }
            if others.contains(where: { $0.parameter("SCHEDULE-STATUS")?.hasPrefix("1.0") ?? false }) {
                self = .requestPending
            } else if others.contains(where: { Self.participation($0) == "NEEDS-ACTION" && $0.parameter("RSVP")?.uppercased() != "FALSE" })
            {
                self = .requestWaitForReply
            } else {
                self = .requestCompleted
            }
            return
        }
        guard let mine = attendees.first(where: { own.contains($0) }) else { return nil }
        switch Self.participation(mine) {
        case "ACCEPTED", "COMPLETED", "IN-PROCESS": self = .replyAccepted
        case "DECLINED": self = .replyDeclined
        case "NEEDS-ACTION": self = mine.parameter("RSVP")?.uppercased() == "FALSE" ? .requestNeedsNoAction : .requestNeedsAction
        default: return nil
        }
    }

    private static func participation(_ attendee: Property) -> String { attendee.parameter("PARTSTAT")?.uppercased() ?? "NEEDS-ACTION" }

    /// Value of X-NSCP-GSE-COMPONENT-STATE: method and state in one number, as in the one sample there is (PUBLISH-COMPLETED: 65538).
    var number: Int {
        let method =
            switch self {
            case .publishCompleted: 1
            case .requestNeedsAction, .requestNeedsNoAction, .requestPending, .requestWaitForReply, .requestCompleted: 2
            case .replyAccepted, .replyDeclined: 3
            }
        let state =
            switch self {
            case .requestPending: 0
            case .requestNeedsAction, .requestNeedsNoAction, .requestWaitForReply: 1
            case .publishCompleted, .requestCompleted, .replyAccepted, .replyDeclined: 2
            }
        return method << 16 + state
    }
}

/// `compstate`: keywords, any of which a component has to match.
struct ComponentStateFilter: Sendable {
    /// nil: everything.
    private var states: Set<ComponentState>?

    init(keywords: [String] = []) {
        let words = keywords.map { $0.uppercased().map { $0 == "_" ? "-" : String($0) }.joined() }
        guard !words.contains("ALL") else { return }
        let known = words.compactMap { ComponentState(rawValue: $0 == "REQUEST-NEEDS-NO-ACTION" ? "REQUEST-NEEDSNOACTION" : $0) }
        // Nothing but unknown keywords means no filter; among known ones an unknown keyword matches nothing.
        if !known.isEmpty { states = Set(known) }
    }

    /// Everything matches.
    var isOpen: Bool { states == nil }

    func matches(_ component: Component, own: OwnAddresses) -> Bool {
        guard let states else { return true }
        return ComponentState(component, own: own).map { states.contains($0) } ?? false
    }
}

/// The addresses by which ATTENDEE and ORGANIZER may name an account.
struct OwnAddresses: Hashable, Sendable {
    private let addresses: Set<String>

    init(_ account: Account) {
        var addresses = Set(account.emailAddresses.map { $0.lowercased() })
        addresses.insert("\(account.name)@\(account.domainName)".lowercased())
        addresses.insert(account.name.lowercased())
        self.addresses = addresses
    }

    func contains(_ property: Property) -> Bool {
        let address = property.calendarAddress()
        return addresses.contains(address.mail ?? address.normalized.lowercased())
    }
}
