public import HTTPTypes
public import Hummingbird
public import NIOCore

/// An answer that was ready: a head, and octets that lie in memory.
public struct MemoryAnswer: Sendable {
    public var status: HTTPResponse.Status
    /// Without `Content-Length` and `Date`.
    public var headers: HTTPFields
    /// nil: the status allows no body.
    public var body: ByteBuffer?

    public init(status: HTTPResponse.Status, headers: HTTPFields, body: ByteBuffer? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The same as the framework sends it.
    public var response: Response {
        Response(status: status, headers: headers, body: body.map { ResponseBody(byteBuffer: $0) } ?? ResponseBody())
    }
}
