import CalendarService
import GatewayHTTP
import HTTPTypes

/// How the feed says what the service refused: one place for every code.
enum WebCalProblem {
    static func problem(for error: CalendarError, _ authentication: RequestAuthentication) -> HTTPProblem {
        switch error.code {
        case .unauthenticated: authentication.unauthorized(error.message)
        case .storeBusy, .storeUnavailable: .unavailable(error.message)
        default: HTTPProblem(status(of: error), error.message)
        }
    }

    static func status(of error: CalendarError) -> HTTPResponse.Status {
        switch error.code {
        case .unauthenticated: .unauthorized
        case .calendarNotFound, .accountNotFound, .objectNotFound, .instanceNotFound, .forbidden, .invalidCalendarName, .invalidArgument:
            .notFound
        case .calendarDisabled: .forbidden
        case .answerTooLarge: .insufficientStorage
        case .preconditionFailed: .preconditionFailed
        case .readOnly: .methodNotAllowed
        case .storeBusy, .storeUnavailable: .serviceUnavailable
        default: .internalServerError
        }
    }
}
