public import CalendarStore
public import ICalendar

/// One object as a caller may see it. What is asked of it is made then, and kept for others who ask.
public struct ObjectView: Sendable {
    public let record: ObjectRecord
    /// ETag of this view: the record's, or one of its own when stripped.
    public let etag: String
    /// Shown as busy time only: private or confidential, and the caller is no owner.
    public let isStripped: Bool
    /// Calendar it really lives in, when it is shown through a WCAP link.
    public let linkedFrom: CalendarID?
    private let content: CachedObject
    private let floating: ZoneRules

    init(
        record: ObjectRecord, etag: String, isStripped: Bool, content: CachedObject, floating: ZoneRules, linkedFrom: CalendarID? = nil
    ) {
        self.record = record
        self.etag = etag
        self.isStripped = isStripped
        self.content = content
        self.floating = floating
        self.linkedFrom = linkedFrom
    }

    /// An object that no store holds (any more), whole.
    public init(_ object: CalendarObject, record: ObjectRecord, registry: TimeZoneRegistry, floating: ZoneRules) {
        let content = CachedObject(object, definitions: object.timeZones, frame: CalendarFrame(productID: ""), registry: registry)
        self.init(record: record, etag: record.etag, isStripped: false, content: content, floating: floating)
    }

    /// Master, overrides and VTIMEZONEs, stripped if need be.
    public var object: CalendarObject { content.parsed.object }

    /// Resolves the object's TZIDs; floating times in the calendar's zone.
    public var zones: ZoneResolver { content.placed(floating: floating).zones }

    /// The object's instances, floating times in the calendar's zone.
    public var expansion: Expansion { content.placed(floating: floating).expansion }

    /// Whether the object takes place in `[range.lowerBound, range.upperBound)`, or may, as far as `work` reaches.
    ///
    /// - Parameter floating: where its floating times are meant; nil: in the calendar's zone.
    public func takesPlace(in range: Range<Instant>, floating: ZoneRules? = nil, work: WorkLimit) -> Bool {
        content.placed(floating: floating ?? self.floating).takesPlace(in: range, work: work)
    }

    /// Properties of the VCALENDAR in which the object leaves.
    public var calendarProperties: [Property] { content.parsed.calendarProperties }

    /// The components as texts of single instances.
    public var instances: InstanceTexts { content.instances(floating: floating) }

    /// What a front end makes of the object, remembered with it as long as nobody makes something else.
    ///
    /// - Parameter key: everything that the value depends on, except the text of the object, its zones and that of its floating times.
    public func kept<Key: Hashable & Sendable, Value: Sendable>(for key: Key, _ make: () -> Value) -> Value {
        content.kept(for: key, floating: floating, make)
    }

    /// The same object with floating times in another zone.
    public func placed(floating: ZoneRules) -> ObjectView {
        ObjectView(record: record, etag: etag, isStripped: isStripped, content: content, floating: floating, linkedFrom: linkedFrom)
    }

    /// The whole VCALENDAR text as GET serves it (verbatim octets where it is not stripped).
    public var octets: [UInt8] {
        let pieces = content.pieces
        return pieces.count == 1 ? pieces[0].octets : pieces.flatMap(\.octets)
    }

    /// `octets` in pieces, which need not be copied together.
    public var pieces: [TextPiece] { content.pieces }

    /// How many `octets` there are.
    public var octetCount: Int { content.pieces.reduce(0) { $0 + $1.octets.count } }
}

/// Which objects of a calendar a request is about.
public enum ObjectSelection: Hashable, Sendable {
    case all
    /// Hull overlaps the range; undated ones too when asked.
    case overlapping(Range<Instant>, includingUndated: Bool)
    case withAlarms(Range<Instant>)
    /// Recorded modification in the closed range.
    case modified(ClosedRange<Timestamp>)
    case uids([String])
    case resourceNames([String])
}
