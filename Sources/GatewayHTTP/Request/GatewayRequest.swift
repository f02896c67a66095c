public import CalendarStore
public import HTTPTypes
import Hummingbird
public import Logging
import NIOCore
import Synchronization

/// One request as front ends see it: what was asked, by whom from where, and the place where its access record grows.
public final class GatewayRequest: Sendable {
    public let id = RequestID()
    /// When it began.
    public let received: Timestamp

    let head: RequestHead
    private let bodyReader: BodyReader?
    let started = ContinuousClock.now
    private let baseLogger: Logger
    private let record = Mutex(Annotations())

    /// What is learned about a request while it is answered.
    struct Annotations: Sendable {
        var account: String?
        var detail: String?
        var octetsIn = 0
        var kept: [any Sendable] = []
    }

    /// - Parameter bodyReader: nil for a request that has no body.
    init(_ head: RequestHead, received: Timestamp, bodyReader: BodyReader?, logger: Logger) {
        self.head = head
        self.received = received
        self.bodyReader = bodyReader
        self.baseLogger = logger
    }

    public var method: HTTPRequest.Method { head.method }
    public var headers: HTTPFields { head.headers }
    public var target: RequestTarget { head.target }
    /// The target's path, percent-decoded, in NFC, without empty segments.
    public var segments: [String] { head.segments }
    /// Address of the client, looked up behind trusted proxies; an IP address without port, or `unix`.
    public var clientAddress: String { head.clientAddress }
    public var origin: ExternalOrigin { head.origin }

    /// Logger whose lines carry the request id. Made on demand; never hand it bodies or credentials.
    public var logger: Logger {
        var logger = baseLogger
        logger[metadataKey: "request"] = .string(id.description)
        return logger
    }

    /// Notes in the access record who asked: `name@domain`.
    public func note(account: Account) { record.withLock { $0.account = "\(account.name)@\(account.domainName)" } }

    /// Notes in the access record what exactly was asked, such as a WCAP command or the name of a report; never parameters.
    public func note(detail: String) { record.withLock { $0.detail = detail } }

    /// Keeps something until the answer is sent.
    public func keep(_ resource: any Sendable) { record.withLock { $0.kept.append(resource) } }

    var annotations: Annotations { record.withLock { $0 } }

    func count(octetsIn: Int) { record.withLock { $0.octetsIn += octetsIn } }

    /// The conditions this request sets.
    ///
    /// - Throws: `HTTPProblem` 400 for an `If` header that is none.
    public func preconditions() throws(HTTPProblem) -> Preconditions {
        try Preconditions(of: headers, method: method, now: received.instant)
    }

    /// The href of a resource of this server as answers carry it: external prefix, then the segments in canonical percent-encoding.
    public func href(_ segments: [String], isCollection: Bool = false) -> String {
        var result = origin.prefix
        for segment in segments {
            result += "/"
            result += PercentEncoding.encode(segment: segment)
        }
        if isCollection || segments.isEmpty { result += "/" }
        return result
    }

    /// Reads the whole body, at most `limit` octets after decompression; sends `100 Continue` first when the client waits for it.
    ///
    /// Call it only when the body is wanted: after authentication and checks of the headers. A body over 1 MiB lies in a temporary file.
    /// - Throws: `HTTPProblem` 413 over the limit, 400 when the body ended early, its framing or compression is broken, or it is a part
    ///   (`Content-Range`): nothing partial is ever returned; 415 for an unknown `Content-Encoding`.
    public func body(upTo limit: Int) async throws -> UploadedBody {
        guard let bodyReader else { return UploadedBody([]) }
        return try await bodyReader.collect(upTo: limit, for: self)
    }

    /// The media type of the body in lower case without parameters, and its `charset` parameter; nil when there is no `Content-Type`.
    public var contentType: (type: String, charset: String?)? {
        guard let value = headers[.contentType] else { return nil }
        let parts = value.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard let first = parts.first else { return nil }
        var charset: String?
        for parameter in parts.dropFirst() {
            let pair = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard pair.count == 2, Self.trimmed(pair[0]).lowercased() == "charset" else { continue }
            charset = Self.trimmed(pair[1]).trimmingQuotes()
        }
        return (Self.trimmed(first).lowercased(), charset)
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return Substring(text)
    }
}

extension Substring {
    fileprivate func trimmingQuotes() -> String {
        utf8.count >= 2 && first == "\"" && last == "\"" ? String(dropFirst().dropLast()) : String(self)
    }
}
