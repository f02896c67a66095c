import HTTPTypes
public import Hummingbird

/// What an operator's tools ask on the administrative listener: `/livez`, `/readyz`, `/metrics`.
public struct OperationsFrontEnd: FrontEnd {
    public let name = "operations"
    public let realms = [Realm.exactly("/livez"), .exactly("/readyz"), .exactly("/metrics")]

    private let isReady: @Sendable () async -> Bool
    private let metrics: @Sendable () async -> String

    /// - Parameters:
    ///   - isReady: whether requests can be served: the store answers and the server is not shutting down.
    ///   - metrics: the text of `/metrics`.
    public init(isReady: @escaping @Sendable () async -> Bool, metrics: @escaping @Sendable () async -> String) {
        self.isReady = isReady
        self.metrics = metrics
    }

    public var parentContribution: ParentContribution {
        ParentContribution(title: "Operations", examplePaths: ["/livez", "/readyz", "/metrics"])
    }

    public func respond(to request: GatewayRequest) async throws -> Response {
        guard request.method == .get || request.method == .head else { throw HTTPProblem.methodNotAllowed(allow: [.get, .head]) }
        switch request.segments.first {
        case "metrics":
            return .octets(Array(await metrics().utf8), contentType: "text/plain; version=0.0.4; charset=utf-8")
        case "readyz":
            return await isReady() ? .text("ready\n") : .text("not ready\n", status: .serviceUnavailable)
        default: return .text("alive\n")
        }
    }
}
