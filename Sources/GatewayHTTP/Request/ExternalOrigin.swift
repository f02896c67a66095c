/// How the client reaches this server: what links in answers begin with.
public struct ExternalOrigin: Hashable, Sendable {
    /// `http` or `https`.
    public var scheme: String
    /// `host` or `host:port` as the client wrote it; empty for HTTP/1.0 without Host.
    public var authority: String
    /// Path a proxy puts in front of ours, without final slash; mostly empty.
    public var prefix: String

    public init(scheme: String, authority: String, prefix: String = "") {
        self.scheme = scheme
        self.authority = authority
        self.prefix = prefix
    }

    /// The host name without port, lower case; IPv6 literals keep their brackets.
    public var host: String {
        if authority.utf8.first == UInt8(ascii: "["), let close = authority.firstIndex(of: "]") {
            return authority[...close].lowercased()
        }
        return authority.prefix { $0 != ":" }.lowercased()
    }

    /// `https://host:port/prefix`, without final slash.
    public var url: String { "\(scheme)://\(authority)\(prefix)" }
}
