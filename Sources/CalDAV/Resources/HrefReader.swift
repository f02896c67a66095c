import GatewayHTTP
import HTTPTypes

/// Reads hrefs and `Destination`: paths or absolute URLs, however they are encoded.
struct HrefReader: Sendable {
    let origin: ExternalOrigin

    /// The segments below our prefix; nil for what is no path of this server.
    func segments(of href: String) -> [String]? {
        let trimmed = href.drop { $0 == " " || $0 == "\n" || $0 == "\r\n" || $0 == "\t" }
        var path = trimmed[...]
        while let last = path.last, last == " " || last == "\n" || last == "\r\n" || last == "\t" { path.removeLast() }
        if path.utf8.first != UInt8(ascii: "/"), let scheme = path.firstRange(of: "://") {
            let rest = path[scheme.upperBound...]
            guard let slash = rest.firstIndex(of: "/") else { return [] }
            path = rest[slash...]
        }
        guard path.hasPrefix("/") else { return nil }
        if !origin.prefix.isEmpty, path.hasPrefix(origin.prefix + "/") { path = path.dropFirst(origin.prefix.count) }
        return try? RequestTarget(String(path)).segments()
    }

    /// The authority of an absolute URL, lower case, without the port that its scheme means anyway; nil for a path.
    private func authority(of href: String) -> String? {
        guard let scheme = href.firstRange(of: "://") else { return nil }
        return Self.shortest(String(href[scheme.upperBound...].prefix { $0 != "/" }), scheme: href[..<scheme.lowerBound].lowercased())
    }

    private static func shortest(_ authority: String, scheme: String) -> String {
        let port = scheme == "https" ? ":443" : ":80"
        return (authority.hasSuffix(port) ? String(authority.dropLast(port.count)) : authority).lowercased()
    }

    /// The segments of the `Destination` header.
    ///
    /// - Throws: 400 without a usable one, 502 for another server.
    func destination(of request: GatewayRequest) throws -> [String] {
        guard let value = request.headers[.destination], !value.isEmpty else {
            throw HTTPProblem(.badRequest, "A Destination header is missing.")
        }
        if let authority = authority(of: value), !authority.isEmpty, authority != Self.shortest(origin.authority, scheme: origin.scheme) {
            throw HTTPProblem(.badGateway, "The destination is on another server.")
        }
        guard let segments = segments(of: value) else { throw HTTPProblem(.badRequest, "The Destination header cannot be read.") }
        return segments
    }
}
