public import HTTPTypes
public import Hummingbird

/// An answer that ends a request early: a status with one sentence that tells the user what to do.
public struct HTTPProblem: Error, Sendable {
    public var status: HTTPResponse.Status
    /// Sent as plain text, with the request id; holds no credentials and nothing of another account.
    public var reason: String
    public var headers: HTTPFields
    /// Sent instead of the plain text: a report in the format the client asked for.
    public var body: (contentType: String, octets: [UInt8])?

    public init(_ status: HTTPResponse.Status, _ reason: String, headers: HTTPFields = [:]) {
        self.status = status
        self.reason = reason
        self.headers = headers
    }

    /// 405 with `Allow`.
    public static func methodNotAllowed(allow methods: [HTTPRequest.Method]) -> HTTPProblem {
        HTTPProblem(
            .methodNotAllowed, "This resource does not support that method.",
            headers: [.allow: methods.map(\.rawValue).joined(separator: ", ")]
        )
    }

    /// 413 naming the limit.
    public static func tooLarge(limit: Int) -> HTTPProblem {
        HTTPProblem(.contentTooLarge, "The body is larger than the limit of \(limit) octets.")
    }

    /// 503 with `Retry-After` (seconds).
    public static func unavailable(_ reason: String, retryAfter: Int = 1) -> HTTPProblem {
        HTTPProblem(.serviceUnavailable, reason, headers: [.retryAfter: String(retryAfter)])
    }

    /// The answer, with the request id in the text.
    public func response(for request: GatewayRequest) -> Response {
        if let body {
            return .octets(body.octets, contentType: body.contentType, status: status, headers: headers)
        }
        return .text("\(reason)\nRequest id: \(request.id)\n", status: status, headers: headers)
    }
}
