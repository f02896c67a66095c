/// Where a listener waits: a host and a port, or a Unix socket.
public enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
    case tcp(host: String, port: Int)
    case unix(path: String)

    /// Reads `HOST:PORT`, `[ADDRESS]:PORT`, `:PORT`, `PORT` or `unix:/PATH`; port 0 takes any free one.
    public init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count < 104 else { return nil }
            self = .unix(path: path)
            return
        }
        var host = "0.0.0.0"
        var port = text[...]
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]"), text[close...].hasPrefix("]:") else { return nil }
            host = String(text[text.index(after: text.startIndex)..<close])
            port = text[close...].dropFirst(2)
        } else if let colon = text.lastIndex(of: ":") {
            // Two colons without brackets are no port but an IPv6 address.
            guard !text[..<colon].contains(":") else { return nil }
            if colon != text.startIndex { host = String(text[..<colon]) }
            port = text[text.index(after: colon)...]
        }
        guard port.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let number = UInt16(port), !host.isEmpty else { return nil }
        self = .tcp(host: host, port: Int(number))
    }

    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
