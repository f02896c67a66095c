import HTTPTypes
public import XMLDocument

/// What a PROPFIND asks for (RFC 4918 section 9.1).
public enum PropertySelection: Hashable, Sendable {
    /// `allprop`, or no body: what RFC 4918 itself defines, and the properties of `include`.
    case all(including: [XMLName])
    /// `propname`: the names of all.
    case names
    /// `prop`: these.
    case named([XMLName])

    /// Whether a property that RFC 4918 does not define is asked for.
    public func wants(_ name: XMLName) -> Bool {
        switch self {
        case .all(let names), .named(let names): names.contains(name)
        case .names: true
        }
    }

    /// Reads a request's body.
    ///
    /// - Throws: `HTTPProblem` 400 for what is no `propfind`.
    public init(propfind octets: [UInt8]) throws(HTTPProblem) {
        if octets.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }) {
            self = .all(including: [])
            return
        }
        let root: XMLElement
        do { root = try XMLReader().read(octets) } catch { throw HTTPProblem(.badRequest, "\(error)") }
        guard root.name == Self.propfind else { throw HTTPProblem(.badRequest, "The body is no DAV:propfind.") }
        if let prop = root.first(Self.prop) {
            self = .named(prop.elements.map(\.name))
        } else if root.first(Self.propname) != nil {
            self = .names
        } else if root.first(Self.allprop) != nil {
            self = .all(including: root.first(Self.include)?.elements.map(\.name) ?? [])
        } else {
            throw HTTPProblem(.badRequest, "The DAV:propfind asks for nothing.")
        }
    }

    private static let propfind = XMLName.dav("propfind")
    private static let prop = XMLName.dav("prop")
    private static let propname = XMLName.dav("propname")
    private static let allprop = XMLName.dav("allprop")
    private static let include = XMLName.dav("include")
}
