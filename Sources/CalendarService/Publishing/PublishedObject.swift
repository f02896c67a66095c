import CalendarStore
import ICalendar

/// One object of a published text: ready to be stored, or only as far as it is needed to see that it is the stored one.
struct PublishedObject: Sendable {
    /// How far it was looked at.
    enum State: Sendable {
        /// Its octets are those from which the stored object was made: not even parsed.
        case known
        /// Its digest is the stored one's.
        case compared(ComparableObject)
        case prepared(PreparedObject)
    }

    var uid: String
    var kind: ComponentName
    /// Where it begins in the text.
    var line: Int
    /// See `ObjectContent.source`; nil when the same octets may mean something else another time.
    var source: Digest?
    var state: State

    init(known uid: String, kind: ComponentName, line: Int, source: Digest) {
        self.uid = uid
        self.kind = kind
        self.line = line
        self.source = source
        state = .known
    }

    init(_ object: CalendarObject, _ state: State) {
        uid = object.uid
        kind = object.kind
        line = object.components.first?.lineNumber ?? 0
        self.state = state
    }

    /// Ready to be stored, now at the latest; nil when it was not even parsed.
    func prepared(_ registry: TimeZoneRegistry) -> PreparedObject? {
        var prepared: PreparedObject
        switch state {
        case .known: return nil
        case .compared(let compared):
            var builder = ObjectBuilder(registry: registry)
            prepared = builder.prepare(compared)
        case .prepared(let ready): prepared = ready
        }
        prepared.content.source = source
        return prepared
    }
}
