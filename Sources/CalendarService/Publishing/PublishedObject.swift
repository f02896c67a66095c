import CalendarStore
import ICalendar

/// One object of a published text: ready to be stored, or only as far as it is needed to see that it is the stored one.
struct PublishedObject: Sendable {
    /// How far it was looked at, and what is left of it.
    enum State: Sendable {
        /// Its octets are those from which the stored object was made: not even parsed.
        case known
        /// Its digest is the stored one's.
        case equal(Digest)
        /// Ready to be stored where nothing has its UID. Its components are gone: a text of many objects would hold them all twice.
        case new(PreparedContent)
        /// Ready for everything.
        case prepared(PreparedObject)
    }

    var uid: String
    var kind: ComponentName
    /// Where it begins in the text.
    var line: Int
    /// See `ObjectContent.source`; nil when the same octets may mean something else another time.
    var source: Digest?
    /// Whether it is a whole object, not overrides alone.
    var hasMaster: Bool
    var state: State

    init(known uid: String, kind: ComponentName, line: Int, source: Digest) {
        self.uid = uid
        self.kind = kind
        self.line = line
        self.source = source
        hasMaster = true
        state = .known
    }

    init(_ object: CalendarObject, _ state: State) {
        uid = object.uid
        kind = object.kind
        line = object.components.first?.lineNumber ?? 0
        hasMaster = object.components.contains { !$0.has(.recurrenceID) }
        self.state = state
    }

    /// Whether it is not stored yet, as far as is known.
    var isNew: Bool {
        switch state {
        case .known, .equal: false
        case .new, .prepared: true
        }
    }
}
