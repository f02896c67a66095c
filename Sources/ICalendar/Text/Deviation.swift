/// The kinds of oddity that are told apart. Raw values are stable words for reports.
///
/// What a deviation means for storing is decided in one place: `StorageAcceptance`.
public enum Deviation: String, CaseIterable, Hashable, Sendable {
    // MARK: No calendar at all

    /// Nothing, or nothing but blanks.
    case empty = "empty"
    /// HTML, JSON, a zip file, a vCard, or anything else without a calendar component.
    case notICalendar = "not-icalendar"

    // MARK: Broken structure

    case missingEnd = "missing-end"
    case wrongEnd = "wrong-end"
    case extraEnd = "extra-end"
    /// BEGIN without a name.
    case namelessComponent = "nameless-component"
    /// A VEVENT in a VEVENT, a VCALENDAR in a VEVENT.
    case nestedComponent = "nested-component"
    /// A VCALENDAR in a VCALENDAR, read as one beside it.
    case nestedCalendar = "nested-vcalendar"
    /// Two DTSTARTs in one component: nobody knows which one is meant.
    case repeatedStart = "repeated-dtstart"

    // MARK: Limits

    case textTooLarge = "text-too-large"
    case lineTooLong = "line-too-long"
    case tooManyLines = "too-many-lines"
    case tooManyParameters = "too-many-parameters"
    case nestedTooDeep = "nested-too-deep"
    /// More oddities than are listed; the rest was read in the same way but is not named.
    case tooManyFindings = "too-many-findings"

    // MARK: Framing, repaired

    case bareLineFeed = "bare-lf"
    case bareCarriageReturn = "bare-cr"
    case mixedLineEnds = "mixed-line-ends"
    case missingFinalLineEnd = "missing-final-line-end"
    case blankLine = "blank-line"
    case byteOrderMark = "byte-order-mark"
    case utf16 = "utf-16"
    /// Octets that are no UTF-8, read in another character set.
    case notUTF8 = "not-utf-8"
    case controlCharacter = "control-character"
    /// Something after the last END.
    case trailingJunk = "trailing-junk"
    /// A line that is neither a property nor a continuation, left out.
    case lineWithoutColon = "line-without-colon"
    /// A line that is neither a property nor a continuation, taken as another line of the text before it.
    case unfoldedText = "unfolded-text"
    case propertyOutsideComponent = "property-outside-component"
    case missingCalendar = "missing-vcalendar"
    case severalCalendars = "several-vcalendars"
    case quotedPrintable = "quoted-printable"
    case vCalendar1 = "vcalendar-1.0"

    // MARK: Components

    case missingVersion = "missing-version"
    case missingProductID = "missing-prodid"
    case missingUID = "missing-uid"
    case missingTimestamp = "missing-dtstamp"
    case missingStart = "missing-dtstart"
    case repeatedProperty = "repeated-property"
    case method = "method"

    // MARK: Objects

    case severalUIDs = "several-uids"
    case severalKinds = "several-kinds"
    case uidOfTwoKinds = "uid-of-two-kinds"
    case repeatedInstance = "repeated-instance"
    case nothingToStore = "nothing-to-store"
    case skippedComponent = "skipped-component"
    case zoneWithoutDefinition = "tzid-without-vtimezone"

    // MARK: Lines

    case spaceBeforeColon = "space-before-colon"
    case quoteInParameter = "quote-in-parameter"
    case unclosedQuote = "unclosed-quote"
    case backslashInParameter = "backslash-in-parameter"
    case bareParameter = "bare-parameter"

    // MARK: Values that cannot be understood

    /// A date, date-time, period or duration that places the item in time.
    case unreadableTime = "unreadable-time"
    /// A recurrence rule.
    case unreadableRule = "unreadable-rule"
    /// An onset, rule or offset of a VTIMEZONE.
    case unreadableZone = "unreadable-vtimezone"
    /// When an alarm goes off.
    case unreadableTrigger = "unreadable-trigger"
    /// A date that places nothing: DTSTAMP, CREATED, COMPLETED, ….
    case unreadableStamp = "unreadable-stamp"
    /// Any other value with a type of its own.
    case unreadableValue = "unreadable-value"

    // MARK: Values that are odd and understood

    case dateWithoutValue = "date-without-value"
    case valueMismatch = "value-type-mismatch"
    case missingSeconds = "missing-seconds"
    case leapSecond = "leap-second"
    case lowerCaseTime = "lower-case-time"
    case zoneOnUTC = "tzid-on-utc"
    case looseDuration = "loose-duration"
    case endBeforeStart = "end-before-start"
    case endAndDuration = "end-and-duration"
    case mixedEndKinds = "mixed-date-and-time"
    case countAndUntil = "count-and-until"
    case untilKind = "until-of-other-kind"
    case unknownRulePart = "unknown-rule-part"
    case looseRule = "loose-rule"
    case severalRules = "several-rules"
    case exceptionKind = "exception-of-other-kind"
    case emptyList = "empty-list"
    case obsoleteRange = "obsolete-range"
    case unescapedText = "unescaped-text"
    case unknownEscape = "unknown-escape"
    case missingMailto = "missing-mailto"
    case looseGeo = "loose-geo"
    case unknownWord = "unknown-word"

    /// Whether the text is no iCalendar at all, rather than broken iCalendar.
    public var isNoCalendar: Bool { self == .empty || self == .notICalendar }
}
