public import CalendarStore
public import ICalendar

/// Why a use case was refused; each front end renders it in the words of its protocol, in one file.
public struct CalendarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of refusal. A struct, so that kinds can be added; `allCases` lets tests walk every front end through all of them.
    public struct Code: Hashable, Sendable, CaseIterable, CustomStringConvertible {
        public let description: String
        private init(_ name: String) { description = name }

        /// No session or credentials, where some are needed.
        public static let unauthenticated = Code("unauthenticated")
        /// A right is missing: `details.right`.
        public static let forbidden = Code("forbidden")
        /// Only an owner may do this (objects that the caller sees stripped).
        public static let ownerOnly = Code("ownerOnly")
        /// No such account.
        public static let accountNotFound = Code("accountNotFound")
        /// No such calendar, or none the caller may know of.
        public static let calendarNotFound = Code("calendarNotFound")
        public static let objectNotFound = Code("objectNotFound")
        /// The recurrence id names no instance.
        public static let instanceNotFound = Code("instanceNotFound")
        /// An instance would pass its neighbour in the series (WCAP 65).
        public static let instanceSkipsAnother = Code("instanceSkipsAnother")
        /// Two instances of the series would fall on one day (WCAP 66).
        public static let instancesOnOneDay = Code("instancesOnOneDay")
        /// A single instance cannot have a class or transparency of its own (WCAP 68).
        public static let instancePrivacyDiffers = Code("instancePrivacyDiffers")
        public static let calendarExists = Code("calendarExists")
        /// The name would put one calendar inside another (`Work` and `Work/Project`).
        public static let nameConflict = Code("nameConflict")
        /// The name cannot be one of a calendar.
        public static let invalidCalendarName = Code("invalidCalendarName")
        /// The default calendar cannot be removed.
        public static let isDefaultCalendar = Code("isDefaultCalendar")
        /// A condition of the request (If-Match, storetype, …) does not hold.
        public static let preconditionFailed = Code("preconditionFailed")
        /// Not iCalendar at all: `findings`.
        public static let notICalendar = Code("notICalendar")
        /// Malformed, or values that cannot be understood: `findings`.
        public static let invalidData = Code("invalidData")
        /// Well-formed, but not one object as CalDAV wants it: `findings`.
        public static let invalidObject = Code("invalidObject")
        /// Another resource has this UID, or this resource another UID: `details.resourceName`.
        public static let uidConflict = Code("uidConflict")
        /// The calendar does not take this component.
        public static let unsupportedComponent = Code("unsupportedComponent")
        public static let unknownTimeZone = Code("unknownTimeZone")
        /// `details.limit` says how much is allowed.
        public static let tooLarge = Code("tooLarge")
        public static let tooManyOccurrences = Code("tooManyOccurrences")
        /// What was asked for is more than one answer may hold: `details.limit`.
        public static let answerTooLarge = Code("answerTooLarge")
        public static let readOnly = Code("readOnly")
        /// The calendar was switched off.
        public static let calendarDisabled = Code("calendarDisabled")
        /// The object is a link to another calendar.
        public static let isLink = Code("isLink")
        public static let doubleBooked = Code("doubleBooked")
        public static let notOrganizer = Code("notOrganizer")
        /// The change is made, but no mail command is configured to tell people elsewhere (WCAP 33).
        public static let cannotSendMail = Code("cannotSendMail")
        public static let syncTokenInvalid = Code("syncTokenInvalid")
        public static let invalidArgument = Code("invalidArgument")
        public static let storeBusy = Code("storeBusy")
        public static let storeFull = Code("storeFull")
        public static let storeUnavailable = Code("storeUnavailable")

        public static let allCases: [Code] = [
            .unauthenticated, .forbidden, .ownerOnly, .accountNotFound, .calendarNotFound, .objectNotFound, .instanceNotFound,
            .instanceSkipsAnother, .instancesOnOneDay, .instancePrivacyDiffers,
            .calendarExists, .nameConflict,
            .invalidCalendarName, .isDefaultCalendar, .preconditionFailed, .notICalendar, .invalidData, .invalidObject, .uidConflict,
            .unsupportedComponent, .unknownTimeZone, .tooLarge, .tooManyOccurrences, .answerTooLarge, .readOnly, .calendarDisabled, .isLink,
            .doubleBooked,
            .notOrganizer, .cannotSendMail, .syncTokenInvalid, .invalidArgument, .storeBusy, .storeFull, .storeUnavailable,
        ]
    }

    public var code: Code
    /// One sentence for the user that says what to do.
    public var message: String

    public var description: String { message.isEmpty ? code.description : message }

    /// Every bad element of a text.
    public var findings: [Finding]
    /// The missing right, for `forbidden`.
    public var right: AccessRights?
    /// The other resource, for `uidConflict`.
    public var resourceName: String?
    /// Octets or instances allowed, for `tooLarge` and `tooManyOccurrences`.
    public var limit: Int?

    public init(
        _ code: Code, _ message: String, findings: [Finding] = [], right: AccessRights? = nil, resourceName: String? = nil,
        limit: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.findings = findings
        self.right = right
        self.resourceName = resourceName
        self.limit = limit
    }
}
