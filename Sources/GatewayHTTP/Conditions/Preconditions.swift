public import HTTPTypes
public import ICalendar

/// What a resource is right now, as conditional requests see it.
public struct Validators: Sendable {
    /// nil: the resource does not exist, or has no tag.
    public var entityTag: EntityTag?
    public var lastModified: Instant?
    /// False: another change may still fall into the second of `lastModified`, which then proves nothing.
    public var isSettled: Bool
    public var exists: Bool

    public init(entityTag: EntityTag?, lastModified: Instant?, isSettled: Bool = true, exists: Bool = true) {
        self.entityTag = entityTag
        self.lastModified = lastModified
        self.isSettled = isSettled
        self.exists = exists
    }

    /// Of a resource that is not there.
    public static let missing = Validators(entityTag: nil, lastModified: nil, exists: false)
}

/// The conditions of a request: `If-Match`, `If-None-Match`, `If-Modified-Since`, `If-Unmodified-Since`, and WebDAV's `If`.
///
/// A value of its own, so that a write can evaluate it inside its transaction.
public struct Preconditions: Sendable {
    public enum Outcome: Hashable, Sendable {
        case proceed
        /// 304
        case notModified
        /// 412
        case failed
    }

    public var ifMatch: EntityTagList?
    public var ifNoneMatch: EntityTagList?
    public var ifModifiedSince: Instant?
    public var ifUnmodifiedSince: Instant?
    public var ifHeader: IfHeader?
    /// GET or HEAD: a matching `If-None-Match` is 304 and not 412.
    public var isRetrieval: Bool

    /// No conditions at all.
    public init(isRetrieval: Bool = false) { self.isRetrieval = isRetrieval }

    /// Reads the headers; dates that cannot be read are ignored.
    ///
    /// - Throws: `HTTPProblem` 400 for an `If` header that is none (RFC 4918 section 10.4).
    public init(of headers: HTTPFields, method: HTTPRequest.Method, now: Instant) throws(HTTPProblem) {
        isRetrieval = method == .get || method == .head
        if headers.isEmpty { return }
        ifMatch = headers[.ifMatch].map { EntityTagList.parse($0) }
        ifNoneMatch = headers[.ifNoneMatch].map { EntityTagList.parse($0) }
        if isRetrieval, ifNoneMatch == nil { ifModifiedSince = headers[.ifModifiedSince].flatMap { HTTPDate.parse($0, now: now) } }
        if ifMatch == nil { ifUnmodifiedSince = headers[.ifUnmodifiedSince].flatMap { HTTPDate.parse($0, now: now) } }
        if let text = headers[.ifHeader] { ifHeader = try IfHeader(text) }
    }

    public var isEmpty: Bool {
        ifMatch == nil && ifNoneMatch == nil && ifModifiedSince == nil && ifUnmodifiedSince == nil && ifHeader == nil
    }

    /// Evaluates in the order of RFC 9110 section 13.2.2, with WebDAV's `If` first.
    ///
    /// - Parameters:
    ///   - current: the target as it is.
    ///   - requestPath: raw path of the request, to recognise tagged lists of `If` that mean it.
    ///   - other: state of another resource that `If` names by path; nil means unknown, and such a list does not match.
    public func evaluate(
        _ current: Validators, requestPath: String = "", other: (String) -> Validators? = { _ in nil }
    ) -> Outcome {
        if let ifHeader, !ifHeader.holds(current, requestPath: requestPath, other: other) { return .failed }
        switch ifMatch {
        case .any: if !current.exists { return .failed }
        case .tags(let tags):
            guard let tag = current.entityTag, current.exists, tags.contains(where: { $0.matchesStrongly(tag) }) else { return .failed }
        case nil:
            if let ifUnmodifiedSince, let lastModified = current.lastModified, current.exists,
                lastModified > ifUnmodifiedSince || lastModified == ifUnmodifiedSince && !current.isSettled
            {
                return .failed
            }
        }
        switch ifNoneMatch {
        case .any: if current.exists { return isRetrieval ? .notModified : .failed }
        case .tags(let tags):
            if let tag = current.entityTag, current.exists, tags.contains(where: { $0.matchesWeakly(tag) }) {
                return isRetrieval ? .notModified : .failed
            }
        case nil:
            if isRetrieval, let ifModifiedSince, let lastModified = current.lastModified, lastModified <= ifModifiedSince, current.isSettled
            {
                return .notModified
            }
        }
        return .proceed
    }
}
