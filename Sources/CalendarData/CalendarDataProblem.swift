import CalendarService
import GatewayHTTP
import HTTPTypes

/// How the realms say what the service refused: one place for every code.
enum CalendarDataProblem {
    static func problem(for error: CalendarError, _ request: GatewayRequest, _ authentication: RequestAuthentication) -> HTTPProblem {
        var problem = HTTPProblem(status(of: error), error.message)
        switch error.code {
        // Nobody learns here which accounts there are.
        case .accountNotFound: problem = HTTPProblem(.notFound, CalendarError.noCalendar.message)
        case .unauthenticated: return authentication.unauthorized(error.message)
        case .storeBusy, .storeUnavailable: return .unavailable(error.message)
        case .readOnly: return .unavailable(error.message, retryAfter: 60)
        default: break
        }
        if !error.findings.isEmpty { problem.body = FindingsText.body(error.findings, message: error.message, for: request) }
        return problem
    }

    static func status(of error: CalendarError) -> HTTPResponse.Status {
        switch error.code {
        case .unauthenticated: .unauthorized
        case .forbidden, .ownerOnly, .isLink, .calendarDisabled, .notOrganizer, .isDefaultCalendar: .forbidden
        case .accountNotFound, .calendarNotFound, .objectNotFound, .instanceNotFound: .notFound
        case .calendarExists, .nameConflict, .uidConflict, .doubleBooked: .conflict
        case .invalidCalendarName, .notICalendar, .invalidArgument: .badRequest
        case .preconditionFailed: .preconditionFailed
        case .invalidData, .invalidObject, .unknownTimeZone, .tooManyOccurrences: .unprocessableContent
        case .unsupportedComponent: .unsupportedMediaType
        case .tooLarge: .contentTooLarge
        case .syncTokenInvalid: .forbidden
        case .storeFull, .answerTooLarge: .insufficientStorage
        case .storeBusy, .storeUnavailable, .readOnly: .serviceUnavailable
        default: .internalServerError
        }
    }
}
