import ICalendar

/// The X- properties and parameters of the protocol, spelt as on the wire (`spec/wcap.md` 7.2).
enum XToken {
    // Of the answer
    static let errno: PropertyName = "X-NSCP-WCAP-ERRNO"
    static let sessionID: PropertyName = "X-NSCP-WCAP-SESSION-ID"
    static let userID: PropertyName = "X-NSCP-WCAP-USER-ID"
    static let calendarID: PropertyName = "X-NSCP-WCAP-CALENDAR-ID"
    static let recurrenceBound: PropertyName = "X-NSCP-RECURRENCE-BOUND"
    static let checkID: PropertyName = "X-NSCP-WCAP-CHECK-ID"
    static let wcapVersion: PropertyName = "X-NSCP-WCAPVERSION"
    static let serverVersion: PropertyName = "X-NSCP-SERVERVERSION"
    static let wcapTime: PropertyName = "X-NSCP-WCAPTIME"
    static let guidPrefix = "X-NSCP-GUID"
    static let preferencePrefix = "X-NSCP-WCAP-PREF-"
    static let serverPreferencePrefix = "X-NSCP-WCAP-SERVER-PREF-"
    static let sessionAddress: PropertyName = "X-NSCP-WCAP-SESSION-ADDR"
    static let sessionCreated: PropertyName = "X-NSCP-WCAP-SESSION-CREATED"
    static let sessionLastUsed: PropertyName = "X-NSCP-WCAP-SESSION-LAST-USED"
    /// What came of `refresh`, in words. Ours.
    static let report: PropertyName = "X-CALGATE-REPORT"
    static let ownedCalendar: PropertyName = "X-S1CS-CALPROPS-OWNED-CALENDAR"
    static let subscribedCalendar: PropertyName = "X-S1CS-CALPROPS-SUBSCRIBED-CALENDAR"

    // Of a calendar
    static let lastModified: PropertyName = "X-NSCP-CALPROPS-LAST-MODIFIED"
    static let created: PropertyName = "X-NSCP-CALPROPS-CREATED"
    static let read: PropertyName = "X-NSCP-CALPROPS-READ"
    static let write: PropertyName = "X-NSCP-CALPROPS-WRITE"
    static let relativeCalid: PropertyName = "X-NSCP-CALPROPS-RELATIVE-CALID"
    static let name: PropertyName = "X-NSCP-CALPROPS-NAME"
    static let description: PropertyName = "X-NSCP-CALPROPS-DESCRIPTION"
    static let language: PropertyName = "X-NSCP-CALPROPS-LANGUAGE"
    static let charset: PropertyName = "X-NSCP-CALPROPS-CHARSET"
    static let primaryOwner: PropertyName = "X-NSCP-CALPROPS-PRIMARY-OWNER"
    static let owners: PropertyName = "X-NSCP-CALPROPS-OWNERS"
    static let timeZone: PropertyName = "X-NSCP-CALPROPS-TZID"
    static let categories: PropertyName = "X-NSCP-CALPROPS-CATEGORIES"
    static let calendarMaster: PropertyName = "X-NSCP-CALPROPS-CALMASTER"
    static let accessControlEntry: PropertyName = "X-NSCP-CALPROPS-ACCESS-CONTROL-ENTRY"
    static let resource: PropertyName = "X-NSCP-CALPROPS-RESOURCE"
    static let allowDoubleBooking: PropertyName = "X-S1CS-CALPROPS-ALLOW-DOUBLEBOOKING"
    static let freeBusyInclude: PropertyName = "X-S1CS-CALPROPS-FB-INCLUDE"
    static let commonName: PropertyName = "X-S1CS-CALPROPS-COMMON-NAME"
    static let invitationCount: PropertyName = "X-S1CS-CALPROPS-INVITATION-COUNT"
    static let email: PropertyName = "X-S1CS-EMAIL"

    // Of a component
    static let startTimeZone: PropertyName = "X-NSCP-DTSTART-TZID"
    static let endTimeZone: PropertyName = "X-NSCP-DTEND-TZID"
    static let dueTimeZone: PropertyName = "X-NSCP-DUE-TZID"
    static let tombstone: PropertyName = "X-NSCP-TOMBSTONE"
    static let ongoing: PropertyName = "X-NSCP-ONGOING"
    static let organizerEmail: PropertyName = "X-NSCP-ORGANIZER-EMAIL"
    static let componentState: PropertyName = "X-NSCP-GSE-COMPONENT-STATE"
    static let componentLanguage: PropertyName = "X-NSCP-LANGUAGE"
    static let componentCharset: PropertyName = "X-NSCP-CHARSET"
    static let triggeredBy: PropertyName = "X-NSCP-TRIGGERED_BY"

    // Parameters
    static let emailParameter = "X-S1CS-EMAIL"
    static let calidParameter = "X-S1CS-CALID"
    static let organizerUIDParameter = "X-NSCP-ORGANIZER-UID"
    static let organizerSentByParameter = "X-NSCP-ORGANIZER-SENT-BY-UID"
    static let attendeeStatusParameter = "X-NSCP-ATTENDEE-GSE-STATUS"
    static let stateCommentParameter = "X-NSCP-GSE-COMMENT"

    /// Properties that an answer computes and that are never read from a component.
    static func isComputed(_ name: PropertyName) -> Bool {
        switch name {
        case startTimeZone, endTimeZone, dueTimeZone, tombstone, ongoing, organizerEmail, componentState: true
        default: false
        }
    }
}
