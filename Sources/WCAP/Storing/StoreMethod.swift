/// `method` of a store: who is told what (`spec/wcap.md` 6.5).
enum StoreMethod: Int, Hashable, Sendable {
    case publish = 1
    case request = 2
    case reply = 4
    case cancel = 8
    /// An attendee changes his own copy; nobody is told.
    case update = 256
}
