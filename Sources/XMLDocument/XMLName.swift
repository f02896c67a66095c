/// The name of an element or attribute: a namespace and a local name (Namespaces in XML 1.0). Prefixes do not count.
///
/// Keep the names a protocol uses as static constants: making one costs more than writing it.
public struct XMLName: Sendable, CustomStringConvertible {
    /// The namespace name, empty for none.
    public let namespace: String
    public let local: String
    /// The name as the writer puts it: `D:href` for a namespace that has a prefix of its own, `href` for none; nil for namespaces of others.
    let written: [UInt8]?
    /// A bit for each namespace that has a prefix of its own; 0 for no namespace and those of others.
    let namespaceBit: UInt8

    public init(namespace: String, local: String) {
        self.namespace = namespace
        self.local = local
        let known = XMLNamespace.known(namespace)
        namespaceBit = known?.bit ?? 0
        if let known {
            written = known.prefix + [UInt8(ascii: ":")] + Array(local.utf8)
        } else {
            written = namespace.isEmpty ? Array(local.utf8) : nil
        }
    }

    /// A name in `DAV:` (RFC 4918).
    public static func dav(_ local: String) -> XMLName { XMLName(namespace: XMLNamespace.dav, local: local) }

    /// A name of RFC 4791.
    public static func caldav(_ local: String) -> XMLName { XMLName(namespace: XMLNamespace.caldav, local: local) }

    /// A name of the calendarserver.org extensions.
    public static func calendarServer(_ local: String) -> XMLName { XMLName(namespace: XMLNamespace.calendarServer, local: local) }

    /// A name of Apple's iCal (`calendar-color`, `calendar-order`).
    public static func appleICal(_ local: String) -> XMLName { XMLName(namespace: XMLNamespace.appleICal, local: local) }

    /// A name in no namespace.
    public static func plain(_ local: String) -> XMLName { XMLName(namespace: "", local: local) }

    /// `{namespace}local`.
    public var description: String { namespace.isEmpty ? local : "{\(namespace)}\(local)" }
}

/// The namespaces of the protocols.
public enum XMLNamespace {
    public static let dav = "DAV:"
    public static let caldav = "urn:ietf:params:xml:ns:caldav"
    public static let calendarServer = "http://calendarserver.org/ns/"
    public static let appleICal = "http://apple.com/ns/ical/"
    /// Bound to the prefix `xml` everywhere (`xml:lang`).
    public static let xml = "http://www.w3.org/XML/1998/namespace"

    /// The prefix that the writer gives a namespace, the same in every document, and its bit; nil for namespaces of others.
    static func known(_ namespace: String) -> (prefix: [UInt8], bit: UInt8)? {
        switch namespace {
        case dav: (Array("D".utf8), 1)
        case caldav: (Array("C".utf8), 2)
        case calendarServer: (Array("CS".utf8), 4)
        case appleICal: (Array("A".utf8), 8)
        default: nil
        }
    }
}

extension XMLName: Hashable {
    public static func == (left: XMLName, right: XMLName) -> Bool {
        left.namespaceBit == right.namespaceBit && left.local == right.local && left.namespace == right.namespace
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(namespace)
        hasher.combine(local)
    }
}
