import HTTPTypes
import Synchronization

/// The head of a request, read: all that follows from its octets and its connection, whoever asks and whenever. Good for every request that
/// repeats them.
final class RequestHead: Sendable {
    let method: HTTPRequest.Method
    let headers: HTTPFields
    let target: RequestTarget
    /// The target's path, percent-decoded, in NFC, without empty segments.
    let segments: [String]
    let clientAddress: String
    let origin: ExternalOrigin
    /// Why there is no resource of this name at all.
    let problem: HTTPProblem?
    /// Who answers; nil: nobody, or the gateway itself.
    let frontEnd: (any FrontEnd)?

    private let decodedCredentials = Mutex<BasicCredentials??>(nil)

    init(
        method: HTTPRequest.Method, headers: HTTPFields, target: RequestTarget, segments: [String], clientAddress: String,
        origin: ExternalOrigin, problem: HTTPProblem?, frontEnd: (any FrontEnd)?
    ) {
        self.method = method
        self.headers = headers
        self.target = target
        self.segments = segments
        self.clientAddress = clientAddress
        self.origin = origin
        self.problem = problem
        self.frontEnd = frontEnd
    }

    /// Name and password of the `Authorization` header, decoded once.
    var credentials: BasicCredentials? {
        decodedCredentials.withLock { known in
            if let known { return known }
            let credentials = headers[.authorization].flatMap { BasicCredentials(authorization: $0) }
            known = .some(credentials)
            return credentials
        }
    }
}
