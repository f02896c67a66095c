public import CalendarStore

/// Result of storing one object by its resource name.
public struct PutOutcome: Hashable, Sendable {
    public var isNew: Bool
    /// False: equal to what was there, nothing happened.
    public var isChanged: Bool
    /// The stored text is the request's, octet for octet: only then may an ETag go out (RFC 4791 section 5.3.4).
    public var isVerbatim: Bool
    public var record: ObjectRecord

    public init(isNew: Bool, isChanged: Bool, isVerbatim: Bool, record: ObjectRecord) {
        self.isNew = isNew
        self.isChanged = isChanged
        self.isVerbatim = isVerbatim
        self.record = record
    }
}

/// What changed in a calendar since a token (RFC 6578).
public struct SyncReport: Hashable, Sendable {
    public var calendar: CalendarInfo
    /// In order of change.
    public var changes: [ResourceChange]
    /// State after those.
    public var token: String
    /// More is left: ask again with `token`.
    public var isCut: Bool

    public init(calendar: CalendarInfo, changes: [ResourceChange], token: String, isCut: Bool) {
        self.calendar = calendar
        self.changes = changes
        self.token = token
        self.isCut = isCut
    }
}

extension CalendarService {
    /// Walks objects on a consistent snapshot, in stored order, and gathers a result; `body` runs on a store thread and returns false to stop. Needs read.
    public func collect<Output: Sendable>(
        _ selection: ObjectSelection, in calendar: CalendarReference, parts: ObjectParts, for caller: Caller, into initial: Output,
        _ body: @escaping @Sendable (inout Output, ObjectView, CalendarInfo) throws -> Bool
    ) async throws -> Output { initial }

    /// One object by resource name. Needs read.
    public func object(named resourceName: String, in calendar: CalendarReference, for caller: Caller) async throws -> ObjectView {
        throw CalendarError(.objectNotFound, "")
    }

    /// Row of one object (ETag, times) without its text. Needs read.
    public func objectRecord(named resourceName: String, in calendar: CalendarReference, for caller: Caller) async throws -> ObjectRecord {
        throw CalendarError(.objectNotFound, "")
    }

    /// Rows of all objects, in stored order, from memory where the revision is known. Needs read.
    public func objectRecords(in calendar: CalendarReference, for caller: Caller) async throws -> [ObjectRecord] { [] }

    /// Stores one object under a name as CalDAV PUT does. `condition` sees the present row (nil: none) inside the transaction.
    public func putObject(
        named resourceName: String, in calendar: CalendarReference, text: [UInt8], charset: String?, for caller: Caller,
        condition: (@Sendable (ObjectRecord?) throws -> Void)? = nil
    ) async throws -> PutOutcome { throw CalendarError(.calendarNotFound, "") }

    /// Removes one object by name.
    public func removeObject(
        named resourceName: String, in calendar: CalendarReference, for caller: Caller,
        condition: (@Sendable (ObjectRecord?) throws -> Void)? = nil
    ) async throws { throw CalendarError(.objectNotFound, "") }

    /// Copies or moves one object to another name or calendar; returns whether something was replaced.
    public func transferObject(
        named resourceName: String, in calendar: CalendarReference, to destinationName: String, in destination: CalendarReference,
        moving: Bool, overwriting: Bool, for caller: Caller, condition: (@Sendable (ObjectRecord?) throws -> Void)? = nil
    ) async throws -> PutOutcome { throw CalendarError(.objectNotFound, "") }

    /// Token of the calendar's present state: `epoch:number` (and the calendar's id).
    public func syncToken(of calendar: Calendar) -> String { "" }

    /// What changed since a token (nil: everything). `syncTokenInvalid` for a foreign, future or expired one. Needs read.
    public func changes(
        in calendar: CalendarReference, since token: String?, limit: Int?, for caller: Caller
    ) async throws -> SyncReport { throw CalendarError(.calendarNotFound, "") }
}
