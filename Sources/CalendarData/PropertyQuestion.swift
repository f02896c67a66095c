import GatewayHTTP
import HTTPTypes
import XMLDocument

/// What a PROPFIND asks for.
enum PropertyQuestion {
    /// An empty body, or `DAV:allprop`.
    case all
    /// `DAV:propname`
    case names
    case some([XMLName])

    init(_ body: UploadedBody) throws {
        guard !body.isEmpty else {
            self = .all
            return
        }
        let root: XMLElement
        do {
            root = try XMLReader().read(try body.octets())
        } catch let error as XMLError {
            throw HTTPProblem(.badRequest, "The body is no XML document that can be read: \(error)")
        }
        guard root.name == .dav("propfind") else { throw HTTPProblem(.badRequest, "The body is no DAV:propfind.") }
        if let properties = root.first(.dav("prop")) {
            self = .some(properties.elements.map(\.name))
        } else {
            self = root.first(.dav("propname")) == nil ? .all : .names
        }
    }

    /// Whether the length is wanted, for which a calendar has to be rendered.
    var asksForLength: Bool {
        switch self {
        case .all: true
        case .names: false
        case .some(let names): names.contains(.dav("getcontentlength"))
        }
    }
}
