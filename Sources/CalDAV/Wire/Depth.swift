import GatewayHTTP
import HTTPTypes

/// The `Depth` header (RFC 4918 section 10.2).
enum Depth: Hashable, Sendable {
    case zero
    case one
    case infinity

    /// - Throws: 400 for what is no depth.
    init(_ request: GatewayRequest, default missing: Depth) throws {
        switch request.headers[.depth]?.lowercased().filter({ $0 != " " }) {
        case nil: self = missing
        case "0": self = .zero
        case "1", "1,noroot": self = .one
        case "infinity", "infinity,noroot": self = .infinity
        default: throw HTTPProblem(.badRequest, "Depth has to be 0, 1 or infinity.")
        }
    }
}
