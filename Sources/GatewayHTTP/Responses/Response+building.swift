public import HTTPTypes
public import Hummingbird
public import NIOCore

extension Response {
    /// Plain text in UTF-8.
    public static func text(_ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        buffer(ByteBuffer(string: text), contentType: "text/plain; charset=utf-8", status: status, headers: headers)
    }

    /// Octets of a type.
    public static func octets(
        _ octets: [UInt8], contentType: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        buffer(ByteBuffer(bytes: octets), contentType: contentType, status: status, headers: headers)
    }

    /// A buffer of a type, sent without a copy: the right one for bytes from a cache.
    public static func buffer(
        _ buffer: ByteBuffer, contentType: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = contentType
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: buffer))
    }

    /// Buffers of a type, one behind the other, sent without a copy.
    public static func buffers(
        _ buffers: [ByteBuffer], contentType: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        if buffers.count == 1, let only = buffers.first { return buffer(only, contentType: contentType, status: status, headers: headers) }
        var headers = headers
        headers[.contentType] = contentType
        return Response(status: status, headers: headers, body: ResponseBody(contentsOf: buffers))
    }

    /// An answer without a body, `Content-Length: 0` unless the status forbids it.
    public static func empty(_ status: HTTPResponse.Status, headers: HTTPFields = [:]) -> Response {
        Response(status: status, headers: headers)
    }
}

extension HTTPField.Name {
    /// `DAV`
    public static let dav = HTTPField.Name.known("DAV")
    /// `Depth`
    public static let depth = HTTPField.Name.known("Depth")
    /// `If` (RFC 4918 section 10.4)
    public static let ifHeader = HTTPField.Name.known("If")
    /// `Prefer` (RFC 7240)
    public static let prefer = HTTPField.Name.known("Prefer")
    /// `X-Robots-Tag`: what search engines that come by do not keep
    public static let robots = HTTPField.Name.known("X-Robots-Tag")
    /// `X-Request-Id`
    public static let requestID = HTTPField.Name.known("X-Request-Id")

    /// A name that is a token by construction of this source text.
    static func known(_ name: String) -> HTTPField.Name {
        // Only constants of this source come here; a misspelt one shows at the first start.
        guard let field = HTTPField.Name(name) else { preconditionFailure("no field name: \(name)") }  // never data from outside
        return field
    }
}

extension HTTPResponse.Status {
    /// 207 (RFC 4918 section 11.1).
    public static let multiStatus = HTTPResponse.Status(code: 207, reasonPhrase: "Multi-Status")
    /// 507 (RFC 4918 section 11.5).
    public static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
