/// One oddity of a text: where it is and why it matters.
public struct Finding: Hashable, Sendable {
    public enum Severity: Hashable, Sendable {
        /// Structure is broken: nothing of this text may be used.
        case error
        /// A value cannot be understood; it is kept as text.
        case value
        /// Read without loss in meaning, or repaired.
        case note
    }

    /// What kind of oddity; the table of what may be stored goes by this.
    public var deviation: Deviation
    public var severity: Severity
    /// Line of the source text, counted from 1; 0 if there is none.
    public var line: Int
    /// Component in which it was found, e.g. `VEVENT`.
    public var component: String?
    /// UID of that component.
    public var uid: String?
    /// Property concerned.
    public var property: String?
    /// In plain words, for the person who made the text.
    public var reason: String

    public init(
        _ deviation: Deviation, severity: Severity, line: Int, component: String? = nil, uid: String? = nil, property: String? = nil,
        reason: String
    ) {
        self.deviation = deviation
        self.severity = severity
        self.line = line
        self.component = component
        self.uid = uid
        self.property = property
        self.reason = reason
    }
}
