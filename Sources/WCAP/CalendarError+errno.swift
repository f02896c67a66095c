import CalendarService
import CalendarStore
import ICalendar

extension WCAPErrno {
    /// The number for whatever a command threw; what has no better number is the command's own failure.
    init(_ error: any Error, failure: WCAPErrno, kind: ComponentName? = nil) {
        switch error {
        case let errno as WCAPErrno: self = errno
        case let error as CalendarError: self = WCAPErrno(error.code, failure: failure, kind: kind)
        default: self = failure
        }
    }

    /// The one place where the service's words become WCAP's numbers.
    ///
    /// - Parameter kind: what the command is about, for the numbers that differ between events and to-dos.
    init(_ code: CalendarError.Code, failure: WCAPErrno, kind: ComponentName? = nil) {
        switch code {
        case .unauthenticated: self = .loginFailed
        case .forbidden: self = .accessDeniedToCalendar
        case .ownerOnly: self = .mustBeOwner
        case .accountNotFound: self = .calendarDoesNotExist
        case .calendarNotFound: self = .calendarDoesNotExist
        case .objectNotFound: self = .componentNotFound
        case .instanceNotFound: self = .componentNotFound
        case .calendarExists: self = .calendarExists
        // Names a client made up from display names are just unknown; only a new calendar is told what is wrong with its name.
        case .invalidCalendarName: self = failure == .createCalendarFailed ? .illegalCalid : .calendarDoesNotExist
        case .isDefaultCalendar: self = .deleteCalendarFailed
        case .preconditionFailed: self = .createExisting
        case .uidConflict: self = .createExisting
        case .instanceSkipsAnother: self = .instanceSkipsAnother
        case .instancesOnOneDay: self = .instancesOnOneDay
        case .instancePrivacyDiffers: self = .recurrencePrivacy
        case .readOnly: self = .readOnly
        case .calendarDisabled: self = .calendarDisabled
        case .isLink: self = kind == .vtodo ? .cannotModifyLinkedToDos : .cannotModifyLinkedEvents
        case .doubleBooked: self = .doubleBooked
        case .notOrganizer: self = .notAllowedToRequestOrPublish
        case .cannotSendMail: self = .cannotSendMail
        case .notICalendar, .invalidData, .invalidObject, .unsupportedComponent, .unknownTimeZone, .tooLarge, .tooManyOccurrences,
            .answerTooLarge, .syncTokenInvalid, .invalidArgument, .storeBusy, .storeFull, .storeUnavailable:
            self = failure
        default: self = failure
        }
    }
}
