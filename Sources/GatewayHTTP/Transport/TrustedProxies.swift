import HTTPTypes

/// The proxies whose forwarding headers are believed; nobody else's are.
public struct TrustedProxies: Hashable, Sendable {
    private let networks: [Network]
    private let trustsUnixSockets: Bool

    /// Trusts nobody.
    public init() {
        networks = []
        trustsUnixSockets = false
    }

    /// - Parameter entries: IP addresses, networks like `10.0.0.0/8` and `fd00::/8`, or `unix` for connections over a Unix socket.
    /// - Throws: `InvalidEntry` naming the first entry that is none of these.
    public init(_ entries: [String]) throws(InvalidEntry) {
        var networks: [Network] = []
        var trustsUnixSockets = false
        for entry in entries {
            if entry == "unix" {
                trustsUnixSockets = true
                continue
            }
            guard let network = Network(entry) else { throw InvalidEntry(entry: entry) }
            networks.append(network)
        }
        self.networks = networks
        self.trustsUnixSockets = trustsUnixSockets
    }

    public struct InvalidEntry: Error, Hashable, Sendable, CustomStringConvertible {
        public let entry: String
        public var description: String { "\"\(entry)\" is no IP address, network (ADDRESS/BITS) or the word unix" }
    }

    /// Whether there are any: when not, forwarding headers need not be looked at.
    var isEmpty: Bool { networks.isEmpty && !trustsUnixSockets }

    func trusts(_ address: String) -> Bool {
        if address == "unix" { return trustsUnixSockets }
        guard let octets = Network.octets(of: address) else { return false }
        return networks.contains { $0.contains(octets) }
    }

    /// Client address and external origin of a request that came from `peer`.
    ///
    /// Reads `X-Forwarded-For` from right to left up to the first address that is no trusted proxy, `X-Forwarded-Proto`,
    /// `X-Forwarded-Host`, `X-Forwarded-Port` and `X-Forwarded-Prefix`, or the `Forwarded` header (RFC 7239) where those are missing.
    func resolve(peer: String, isSecure: Bool, authority: String, headers: HTTPFields) -> (address: String, origin: ExternalOrigin) {
        var origin = ExternalOrigin(scheme: isSecure ? "https" : "http", authority: authority)
        guard !isEmpty, trusts(peer) else { return (peer, origin) }
        let forwarded = headers[.forwarded].map(ForwardedElement.parse) ?? []
        var hops = Self.list(headers[.forwardedFor])
        if hops.isEmpty { hops = forwarded.compactMap(\.node) }
        var address = peer
        for hop in hops.reversed() {
            guard let plain = Self.plainAddress(hop) else { break }
            address = plain
            if !trusts(plain) { break }
        }
        let last = forwarded.last
        if let scheme = Self.list(headers[.forwardedProto]).last ?? last?.scheme, ["http", "https"].contains(scheme.lowercased()) {
            origin.scheme = scheme.lowercased()
        }
        if let host = Self.list(headers[.forwardedHost]).last ?? last?.host, Self.isAuthority(host) {
            origin.authority = host
            if !host.contains(":"), let port = Self.list(headers[.forwardedPort]).last, let number = UInt16(port),
                number != (origin.scheme == "https" ? 443 : 80)
            {
                origin.authority += ":\(number)"
            }
        }
        if let prefix = headers[.forwardedPrefix], let segments = try? RequestTarget(prefix).segments(), prefix.hasPrefix("/") {
            origin.prefix = segments.map { "/" + PercentEncoding.encode(segment: $0) }.joined()
        }
        return (address, origin)
    }

    private static func list(_ value: String?) -> [String] {
        value?.split(separator: ",").map { $0.drop { $0 == " " } }.map { String($0.prefix { $0 != " " }) }.filter { !$0.isEmpty } ?? []
    }

    /// Without brackets and port; nil for what is no IP address.
    private static func plainAddress(_ text: String) -> String? {
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            let inner = String(text[text.index(after: text.startIndex)..<close])
            return Network.octets(of: inner) == nil ? nil : inner
        }
        if Network.octets(of: text) != nil { return text }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let host = String(text[..<colon])
        return Network.octets(of: host) == nil ? nil : host
    }

    private static func isAuthority(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
                    true
                default: false
                }
            }
    }

    /// One proxy's element of `Forwarded`.
    private struct ForwardedElement {
        var node: String?
        var scheme: String?
        var host: String?

        static func parse(_ value: String) -> [ForwardedElement] {
            value.split(separator: ",").map { text in
                var element = ForwardedElement()
                for pair in text.split(separator: ";") {
                    let sides = pair.split(separator: "=", maxSplits: 1)
                    guard sides.count == 2 else { continue }
                    let content = String(sides[1].filter { $0 != "\"" && $0 != " " })
                    switch sides[0].filter({ $0 != " " }).lowercased() {
                    case "for": element.node = content
                    case "proto": element.scheme = content
                    case "host": element.host = content
                    default: break
                    }
                }
                return element
            }
        }
    }
}

extension HTTPField.Name {
    fileprivate static let forwarded = known("Forwarded")
    fileprivate static let forwardedFor = known("X-Forwarded-For")
    fileprivate static let forwardedProto = known("X-Forwarded-Proto")
    fileprivate static let forwardedHost = known("X-Forwarded-Host")
    fileprivate static let forwardedPort = known("X-Forwarded-Port")
    fileprivate static let forwardedPrefix = known("X-Forwarded-Prefix")
}
