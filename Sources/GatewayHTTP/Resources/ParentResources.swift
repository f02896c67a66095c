import HTTPTypes
import Hummingbird

/// The resources above the realms, `/` and parents: old WebDAV publishers probe them before they write, and people open them.
struct ParentResources: Sendable {
    let realms: RealmTable
    private static let methods: [HTTPRequest.Method] = [.options, .get, .head, .propfind]

    func respond(to request: GatewayRequest) async throws -> Response {
        switch request.method {
        case .options: options()
        case .get, .head: page(for: request)
        case .propfind: try await propfind(request)
        default: throw HTTPProblem.methodNotAllowed(allow: Self.methods)
        }
    }

    /// The `DAV` header: what the front ends can; nil when none speaks WebDAV.
    private var davClasses: String? {
        var classes: [String] = []
        for name in realms.frontEnds.flatMap(\.parentContribution.davClasses) where !classes.contains(name) { classes.append(name) }
        return classes.isEmpty ? nil : classes.joined(separator: ", ")
    }

    private func options() -> Response {
        var headers: HTTPFields = [.allow: Self.methods.map(\.rawValue).joined(separator: ", ")]
        headers[.dav] = davClasses
        return .empty(.ok, headers: headers)
    }

    /// Some clients look for the `DAV` header here and not in OPTIONS (seed 001: Bynari).
    private func propfind(_ request: GatewayRequest) async throws -> Response {
        var response = try await ParentProperties(realms: realms).respond(to: request)
        response.headers[.dav] = davClasses
        return response
    }

    private func page(for request: GatewayRequest) -> Response {
        var text = "Calgate, a calendar gateway.\n\n"
        for contribution in realms.frontEnds.map(\.parentContribution) where !contribution.title.isEmpty {
            text += contribution.title + "\n"
            for path in contribution.examplePaths { text += "  \(request.origin.url)\(path)\n" }
        }
        return .text(text)
    }
}
