import GatewayHTTP
import HTTPTypes
import Hummingbird

extension Exchange {
    /// OPTIONS: 200 with the truth.
    func options(_ resource: Resource) -> Response {
        .empty(.ok, headers: [.allow: resource.methods.map(\.rawValue).joined(separator: ", "), .contentLength: "0"])
    }
}

extension Resource {
    /// What a resource takes.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .context, .home: [.options, .get, .head, .propfind, .proppatch, .report]
        case .principals, .principal: [.options, .propfind, .proppatch, .report]
        case .folder: [.options, .propfind, .proppatch]
        case .calendar: [.options, .get, .head, .post, .delete, .copy, .move, .propfind, .proppatch, .report, .acl]
        case .object: [.options, .get, .head, .put, .delete, .copy, .move, .propfind, .proppatch, .report]
        case .vacant: [.options, .mkcalendar, .mkcol]
        case .unreachable: [.options]
        }
    }
}
