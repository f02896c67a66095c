import Accounts
import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird

/// `/webcal/links`: the page on which people make and revoke links to their own calendars.
///
/// Its forms carry a token, since a browser sends a remembered login with forms of other sites too.
struct LinkPage {
    let service: CalendarService
    let authentication: RequestAuthentication
    /// What stands in front of `webcal` in the page's own path.
    let prefix: [String]

    private static let formLimit = 16 << 10

    /// The page.
    func show(_ request: GatewayRequest) async throws -> Response {
        try await page(for: try await authentication.webCalAccount(of: request), .none, request)
    }

    /// Takes one of its forms.
    func submit(_ request: GatewayRequest) async throws -> Response {
        let account = try await authentication.webCalAccount(of: request)
        let fields = try await request.form(upTo: Self.formLimit)
        guard authentication.authenticator.formTokens.isValid(fields[FormField.token] ?? "", for: account.account.id) else {
            let reason = "The form was out of date, and nothing was changed. Please try again."
            return try await page(for: account, .refusal(reason), status: .forbidden, request)
        }
        let caller = authentication.caller(for: account)
        do {
            switch fields[FormField.action] {
            case FormAction.make:
                guard let calendar = fields[FormField.calendar], let view = fields[FormField.view].flatMap(FeedLink.View.init(field:))
                else {
                    throw HTTPProblem(.badRequest, "The form lacks the calendar, or what to show of it.")
                }
                let made = try await service.makeFeedLink(
                    to: .publicID(calendar), view: view, comment: fields[FormField.comment] ?? "", for: caller)
                return try await page(for: account, .made(url(of: made.secret, request)), request)
            case FormAction.revoke:
                guard let number = fields[FormField.link].flatMap({ Int64($0) }) else {
                    throw HTTPProblem(.badRequest, "The form lacks the number of the link.")
                }
                _ = try await service.revokeFeedLink(number, for: caller)
                // So that loading the page again does not send the form again.
                return .empty(.seeOther, headers: [.location: request.href(prefix + WebCalResource.linksPath)])
            default: throw HTTPProblem(.badRequest, "The form says neither \(FormAction.make) nor \(FormAction.revoke).")
            }
        } catch let error as CalendarError {
            guard let status = Self.status(of: error) else { throw error }
            return try await page(for: account, .refusal(error.message), status: status, request)
        }
    }

    /// What is said on the page; nil: it cannot be made either.
    private static func status(of error: CalendarError) -> HTTPResponse.Status? {
        switch error.code {
        case .invalidArgument: .badRequest
        case .objectNotFound, .calendarNotFound, .forbidden: .notFound
        case .readOnly: .serviceUnavailable
        default: nil
        }
    }

    private func page(
        for account: AuthenticatedAccount, _ notice: LinkPageText.Notice, status: HTTPResponse.Status = .ok, _ request: GatewayRequest
    ) async throws -> Response {
        let calendars = try await service.feedLinks(ofOwner: nil, for: authentication.caller(for: account))
        let text = LinkPageText(
            login: "\(account.account.name)@\(account.account.domainName)", calendars: calendars,
            token: authentication.authenticator.formTokens.token(for: account.account.id))
        return text.page(notice).response(status: status)
    }

    private func url(of secret: String, _ request: GatewayRequest) -> String {
        let path = request.href(WebCalResource.linkSegments(secret: secret, prefix: prefix))
        return request.origin.authority.isEmpty ? path : "\(request.origin.scheme)://\(request.origin.authority)\(path)"
    }
}

/// The names of the forms' fields.
enum FormField {
    static let token = "token"
    static let action = "action"
    static let calendar = "calendar"
    static let view = "view"
    static let comment = "comment"
    static let link = "link"
}

/// What a form asks for.
enum FormAction {
    static let make = "make"
    static let revoke = "revoke"
}

extension FeedLink.View {
    /// How the forms spell it.
    var field: String {
        switch self {
        case .full: "full"
        case .publicItems: "public"
        case .busy: "busy"
        }
    }

    init?(field: String) {
        guard let view = Self.allCases.first(where: { $0.field == field }) else { return nil }
        self = view
    }
}
