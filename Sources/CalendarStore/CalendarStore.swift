public import ICalendar

/// Where everything is kept. One transaction is one synchronous closure on the thread that owns its connection.
///
/// A closure must be free of effects outside the transaction: after an error of the disk it may run a second time.
public protocol CalendarStore: Sendable {
    /// Runs a closure on a consistent snapshot.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReading) throws -> Result) async throws -> Result

    /// Runs a closure in a write transaction of its own (a savepoint of a group commit) and returns when it is durable.
    ///
    /// When the closure throws, nothing of it remains. Answers of a group wait for the common COMMIT.
    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriting) throws -> Result) async throws -> Result

    /// Like `write`, but returns when the change would outlive the process, not yet a loss of power: for what may be lost then, such as sessions.
    func writeUnflushed<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriting) throws -> Result) async throws -> Result

    /// Like `write`, but as a group of its own: for publishes and other long transactions.
    func writeAlone<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriting) throws -> Result) async throws -> Result

    /// The epoch of this store's life.
    var epoch: StoreEpoch { get }

    /// A number of this process that grows with every commit that may have changed a domain, an account, a name, property or access list of
    /// a calendar, or a link; not with objects that come and go. Any commit of another process counts. Cheap.
    ///
    /// Callers may keep what they derived from those as long as it stays the same.
    func directoryVersion() async throws -> Int64

    /// `directoryVersion()` where it is known without waiting for anybody; nil: ask that.
    func knownDirectoryVersion() throws -> Int64?

    /// The calendar's row as of the newest commit, from memory when nothing changed since it was last read; nil if there is none.
    func currentCalendar(_ id: CalendarID) async throws -> Calendar?

    /// `currentCalendar(_:)` where it is in memory; nil: ask that.
    func knownCalendar(_ id: CalendarID) throws -> Calendar?

    /// Looks for damage: one line a problem, empty when all is well. Reads everything.
    func check() async throws -> [String]

    /// Copies the whole store into a new file while it runs.
    func backup(to path: String) async throws

    /// Ends all transactions and closes the connections; later calls throw `StoreError.unavailable`.
    func close() async
}

/// What can be asked inside a transaction.
public protocol StoreReading {
    // MARK: Domains and accounts

    func domains() throws -> [Domain]
    /// By name or alias, any case.
    func domain(named name: String) throws -> Domain?
    func defaultDomain() throws -> Domain?
    func account(_ id: AccountID) throws -> Account?
    /// By login name in a domain, any case.
    func account(named name: String, in domain: DomainID) throws -> Account?
    /// By any of its e-mail addresses, any case.
    func account(emailAddress: String) throws -> Account?
    /// All accounts (of a domain), by name.
    func accounts(in domain: DomainID?) throws -> [Account]
    func passwordVerifier(of account: AccountID) throws -> String?
    /// WCAP preferences: name → values in order.
    func preferences(of account: AccountID) throws -> [String: [String]]
    /// Calids the account subscribed to, in order, with the name it gave them.
    func subscriptions(of account: AccountID) throws -> [(calid: String, name: String)]

    // MARK: Calendars

    func calendar(_ id: CalendarID) throws -> Calendar?
    func calendar(publicID: String) throws -> Calendar?
    func calendar(named name: String, of owner: AccountID) throws -> Calendar?
    func calendar(calidTail: String, of owner: AccountID) throws -> Calendar?
    /// In order of creation.
    func calendars(of owner: AccountID) throws -> [Calendar]
    func allCalendars() throws -> [Calendar]
    /// Number of objects and octets of their texts.
    func size(of calendar: CalendarID) throws -> (objects: Int, octets: Int64)

    // MARK: Objects

    func object(_ id: ObjectID) throws -> StoredObject?
    func object(uid: String, in calendar: CalendarID) throws -> StoredObject?
    func object(resourceName: String, in calendar: CalendarID) throws -> StoredObject?
    func objectRecord(uid: String, in calendar: CalendarID) throws -> ObjectRecord?
    func objectRecord(resourceName: String, in calendar: CalendarID) throws -> ObjectRecord?

    /// The object of a name and the object of a UID, which most often are one or none.
    func objectRecords(
        resourceName: String, uid: String, in calendar: CalendarID
    ) throws -> (named: ObjectRecord?, withUID: ObjectRecord?)
    /// All objects in the order in which they were first stored, handed out one by one; stops when the closure returns false.
    func forEachObject(in calendar: CalendarID, _ body: (StoredObject) throws -> Bool) throws
    /// Rows without text, same order.
    func forEachObjectRecord(in calendar: CalendarID, _ body: (ObjectRecord) throws -> Bool) throws
    /// Objects whose hull overlaps `[range.lowerBound, range.upperBound)`; those without a place in time when `includingUndated`. Work follows the hits.
    func forEachObject(
        in calendar: CalendarID, overlapping range: Range<Instant>, includingUndated: Bool, _ body: (StoredObject) throws -> Bool
    ) throws
    /// Objects whose alarm hull overlaps the range.
    func forEachObject(in calendar: CalendarID, withAlarmsIn range: Range<Instant>, _ body: (StoredObject) throws -> Bool) throws
    /// Objects whose recorded time of modification lies in the closed range.
    func forEachObject(
        in calendar: CalendarID, modifiedIn range: ClosedRange<Timestamp>, _ body: (StoredObject) throws -> Bool
    ) throws
    /// The ids of the objects for which the function of the same selection above hands out texts, from the indexes alone; in the same order.
    func objectIDs(in calendar: CalendarID) throws -> [ObjectID]
    func objectIDs(in calendar: CalendarID, overlapping range: Range<Instant>, includingUndated: Bool) throws -> [ObjectID]
    func objectIDs(in calendar: CalendarID, withAlarmsIn range: Range<Instant>) throws -> [ObjectID]
    func objectIDs(in calendar: CalendarID, modifiedIn range: ClosedRange<Timestamp>) throws -> [ObjectID]
    /// The ids of the objects that have some resource names, in the order of the names; those that nothing has are left out.
    func objectIDs(in calendar: CalendarID, resourceNames: [String]) throws -> [ObjectID]
    /// Rows of some objects of any calendars, in order of their ids; those that are gone are left out.
    func objectRecords(_ ids: some Collection<ObjectID>) throws -> [ObjectRecord]
    /// Texts of some objects; those that are gone are left out.
    func objectTexts(_ ids: some Collection<ObjectID>) throws -> [ObjectID: ObjectText]
    /// The VTIMEZONE texts of digests.
    func timeZoneTexts(_ digests: [Digest]) throws -> [Digest: [UInt8]]

    // MARK: Changes, versions, delete log

    /// The newest state of what changed after `number`, in order of change, at most `limit`; nil when the log no longer reaches back that far.
    func changes(in calendar: CalendarID, after number: ChangeNumber, limit: Int) throws -> [ResourceChange]?
    /// Entries of the log, newest first.
    func changeLog(of calendar: CalendarID, limit: Int) throws -> [Change]
    /// Versions replaced after a time, oldest change first; of one UID if given.
    func versions(in calendar: CalendarID, replacedAfter time: Timestamp, uid: String?) throws -> [ObjectVersion]
    /// Delete log entries with time in the closed range, oldest first.
    func deletedComponents(in calendar: CalendarID, during range: ClosedRange<Timestamp>, limit: Int) throws -> [DeletedComponent]
    /// Start of what the delete log still holds.
    func deleteLogStart(of calendar: CalendarID) throws -> Timestamp

    // MARK: Links, feeds, sessions

    func links(in destination: CalendarID) throws -> [Link]
    func linkDestinations(of source: CalendarID) throws -> [CalendarID]
    /// In order of making.
    func feedLinks(of calendar: CalendarID) throws -> [FeedLink]
    func feedLink(_ id: Int64) throws -> FeedLink?
    func feedLink(secretHash: Digest) throws -> FeedLink?
    func session(idHash: Digest) throws -> Session?
    func sessions() throws -> [Session]
    /// Messages due at a time.
    func outgoingMessages(dueAt time: Timestamp, limit: Int) throws -> [OutgoingMessage]
    func setting(_ name: String) throws -> String?
}

/// What can be done inside a write transaction. All checks of rights and conditions are the caller's, in the same closure.
public protocol StoreWriting: StoreReading {
    /// Time of the transaction: recorded columns are set from it; it never steps back behind an earlier commit.
    var now: Timestamp { get }

    func insertDomain(name: String, isDefault: Bool) throws -> Domain
    func update(_ domain: Domain) throws
    func removeDomain(_ id: DomainID) throws
    func insert(_ account: NewAccount) throws -> Account
    func update(_ account: Account) throws
    /// With all its calendars.
    func removeAccount(_ id: AccountID) throws
    func setPasswordVerifier(_ verifier: String?, of account: AccountID) throws
    func setPreference(_ name: String, to values: [String], of account: AccountID) throws
    func setSubscriptions(_ subscriptions: [(calid: String, name: String)], of account: AccountID) throws

    func insert(_ calendar: NewCalendar) throws -> Calendar
    /// Writes name, display name, kinds, properties and access list; advances the property revision.
    func updateProperties(of calendar: Calendar) throws
    /// With its objects, changes and versions.
    func removeCalendar(_ id: CalendarID) throws

    /// Stores a new object, gives it the next change number, logs it. `resourceName` nil: derived (architecture section 3), the former one if the UID was here before.
    func insert(_ content: ObjectContent, resourceName: String?, in calendar: CalendarID, author: String) throws -> ObjectRecord
    /// Replaces an object's content, keeps its name and creation time, keeps the old text as a version.
    func replace(_ object: ObjectRecord, with content: ObjectContent, author: String) throws -> ObjectRecord
    /// Gives an object another resource name: two log entries, old name deleted, new one created.
    func rename(_ object: ObjectRecord, to resourceName: String, author: String) throws -> ObjectRecord
    /// Removes an object; its text stays as a version.
    func remove(_ object: ObjectRecord, author: String) throws
    /// Writes derived columns only (span, digest, …): no change number, no version. For re-computation when zone data change.
    func updateDerived(_ object: ObjectID, with content: ObjectContent) throws
    /// Notes that an object as it is stored is what a publish sent with this digest: no change number, no version.
    func updateSource(of object: ObjectID, to source: Digest) throws
    /// Keeps a VTIMEZONE text by its digest; does nothing if it is there.
    func keepTimeZone(_ digest: Digest, text: [UInt8]) throws
    /// Advances the content revision of a calendar that shows a linked object without logging an object of its own.
    func touch(_ calendar: CalendarID) throws
    func log(_ deleted: DeletedComponent, in calendar: CalendarID) throws

    func insert(_ link: Link) throws
    func remove(_ link: Link) throws
    func insertFeedLink(calendar: CalendarID, secretHash: Digest, view: FeedLink.View, comment: String) throws -> FeedLink
    func removeFeedLink(_ id: Int64) throws
    /// Records `now` as the time of a link's last use; one that is gone is no error.
    func touchFeedLink(_ id: Int64) throws
    func insert(_ session: Session) throws
    func touchSession(_ idHash: Digest, lastUsed: Timestamp) throws
    func removeSession(_ idHash: Digest) throws
    /// Removes sessions last used before a time; returns how many.
    func removeSessions(lastUsedBefore time: Timestamp) throws -> Int
    func enqueue(sender: String, recipients: [String], octets: [UInt8]) throws
    func update(_ message: OutgoingMessage) throws
    func removeOutgoingMessage(_ id: Int64) throws
    func setSetting(_ name: String, to value: String?) throws
    /// Forgets versions, log entries and delete log entries older than their retention, bounded work per call; returns whether more is left.
    func prune(versionsBefore: Timestamp, versionOctets: Int64, changesBefore: Timestamp) throws -> Bool
}
