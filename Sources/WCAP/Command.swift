import ICalendar

/// One command of the protocol: one file in `Commands`, one line in `CommandTable`.
protocol Command: Sendable {
    /// Name in lower case, without `.wcap`.
    var name: String { get }
    /// The number for what has no better one.
    var failure: WCAPErrno { get }
    /// The number for a zone there is not.
    var badTimeZone: WCAPErrno { get }
    /// What the command does with `id`.
    var session: SessionUse { get }
    /// Only taken on the administrative listener (seed, Table 2.2).
    var isAdministrative: Bool { get }
    /// What the command is about, where events and to-dos have numbers of their own.
    var kind: ComponentName? { get }
    /// Whether a request body may be as large as an import.
    var takesUploads: Bool { get }
    /// The format of an answer without `fmt-out`; nil: the profile's.
    var standardFormat: OutputFormat? { get }

    func run(_ call: Call) async throws -> Reply
}

extension Command {
    var badTimeZone: WCAPErrno { failure }
    var session: SessionUse { .optional }
    var isAdministrative: Bool { false }
    var kind: ComponentName? { nil }
    var takesUploads: Bool { false }
    var standardFormat: OutputFormat? { nil }
}

/// What a command does with the session id (`spec/wcap.md` 0.4 and 2.1).
enum SessionUse: Hashable, Sendable {
    /// Takes no id, or looks at it itself.
    case ignored
    /// Works without one where the calendar is public; a dead one is errno 1.
    case optional
    /// errno 1 without a living one.
    case required
}
