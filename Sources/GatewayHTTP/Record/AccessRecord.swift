public import CalendarStore

/// What is recorded of one request. Holds no query string, no header and no body.
public struct AccessRecord: Sendable {
    public var time: Timestamp
    public var requestID: RequestID
    public var clientAddress: String
    /// `name@domain`; nil: anonymous.
    public var account: String?
    /// Name of the front end; `gateway` for what no front end answered.
    public var frontEnd: String
    public var method: String
    /// Such as a WCAP command or a report's name.
    public var detail: String?
    /// As it was sent, without query; a secret in it is left out (`FrontEnd.secretPaths`).
    public var path: String
    public var status: Int
    public var octetsIn: Int
    public var octetsOut: Int
    public var duration: Duration
}

/// Where access records go. Called on the path of every answer: must be quick and must not block.
public protocol AccessLog: Sendable {
    func write(_ record: AccessRecord)
}
