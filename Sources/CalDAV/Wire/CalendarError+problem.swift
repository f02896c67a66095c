import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import XMLDocument

extension CalendarError {
    /// How CalDAV says what the service refused: one place for every code, each with its RFC's precondition.
    func problem(for request: GatewayRequest, authentication: RequestAuthentication) -> HTTPProblem {
        switch code {
        case .unauthenticated: return authentication.unauthorized(message)
        case .forbidden, .ownerOnly:
            return DAVProblem.needPrivilege(Privilege(right), on: request.href(request.segments), message)
        case .uidConflict:
            // PUT, COPY and MOVE name the other resource themselves; they know its calendar.
            return DAVProblem.make(.forbidden, .caldav("no-uid-conflict"), message)
        case .storeBusy, .storeUnavailable: return .unavailable(message)
        case .readOnly: return .unavailable(message, retryAfter: 60)
        default:
            guard let condition else { return HTTPProblem(status, message) }
            return DAVProblem.make(status, condition, message)
        }
    }

    var status: HTTPResponse.Status {
        switch code {
        case .accountNotFound, .calendarNotFound, .objectNotFound, .instanceNotFound: .notFound
        case .preconditionFailed: .preconditionFailed
        case .invalidArgument: .badRequest
        case .doubleBooked, .instanceSkipsAnother, .instancesOnOneDay, .instancePrivacyDiffers: .conflict
        case .storeFull: .insufficientStorage
        case .storeBusy, .storeUnavailable, .readOnly: .serviceUnavailable
        case .unauthenticated: .unauthorized
        default: .forbidden
        }
    }

    /// The element of RFC 4791, 4918 or 6578 for a refusal.
    private var condition: XMLName? {
        switch code {
        case .notICalendar, .invalidData: .caldav("valid-calendar-data")
        case .invalidObject: .caldav("valid-calendar-object-resource")
        case .unsupportedComponent: .caldav("supported-calendar-component")
        case .tooLarge: .maxResourceSize
        case .tooManyOccurrences: .maxInstances
        case .answerTooLarge: .dav("number-of-matches-within-limits")
        case .syncTokenInvalid: .dav("valid-sync-token")
        case .unknownTimeZone: .caldav("valid-timezone")
        case .calendarExists: .dav("resource-must-be-null")
        case .nameConflict, .invalidCalendarName: .caldav("calendar-collection-location-ok")
        case .storeFull: .dav("sufficient-disk-space")
        default: nil
        }
    }
}

extension Privilege {
    /// The privilege that stands for a missing right of the access list.
    fileprivate init(_ right: AccessRights?) {
        switch right {
        case .some(let right) where right.contains(.administer): self = .writeACL
        case .some(let right) where right.contains(.delete): self = .unbind
        case .some(let right) where right.contains(.write): self = .writeContent
        case .some(let right) where right.contains(.freeBusy): self = .readFreeBusy
        default: self = .read
        }
    }
}
