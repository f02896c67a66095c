/// Who is told of a store or deletion (WCAP `method`, `spec/wcap.md` 6.5; iTIP's methods, RFC 5546).
public enum SchedulingMethod: Int, Hashable, Sendable, CaseIterable {
    /// The organizer stores; nobody is invited.
    case publish = 1
    /// The organizer stores and invites, or tells attendees what changed.
    case request = 2
    /// An attendee says whether he comes; the organizer's copy learns it.
    case reply = 4
    /// The organizer calls it off.
    case cancel = 8
    /// An attendee changes his own copy; nobody is told.
    case update = 256

    /// METHOD of the message that goes to others; nil: none goes.
    var itipMethod: String? {
        switch self {
        case .publish, .update: nil
        case .request: "REQUEST"
        case .reply: "REPLY"
        case .cancel: "CANCEL"
        }
    }
}
