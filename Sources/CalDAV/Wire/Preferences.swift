import GatewayHTTP
import HTTPTypes

/// What a client would rather have (RFC 7240, RFC 8144, and `Brief`).
struct Preferences: Hashable, Sendable {
    /// `return=minimal` or `Brief: t`: no 404 propstats, no bodies that say only that all went well.
    var isMinimal = false
    /// `return=representation`: the stored object in the answer to a PUT.
    var wantsRepresentation = false
    /// `depth-noroot`: the resource itself is left out of a PROPFIND of its members.
    var leavesOutRoot = false

    init(_ request: GatewayRequest) {
        for line in request.headers[values: .prefer] {
            for token in line.split(whereSeparator: { $0 == "," || $0 == ";" }) {
                switch token.filter({ $0 != " " && $0 != "\t" && $0 != "\"" }).lowercased() {
                case "return=minimal", "return-minimal": isMinimal = true
                case "return=representation", "return-representation": wantsRepresentation = true
                case "depth-noroot": leavesOutRoot = true
                default: continue
                }
            }
        }
        if request.headers[.brief]?.lowercased() == "t" { isMinimal = true }
        if request.headers[.depth]?.lowercased() == "1,noroot" { leavesOutRoot = true }
    }
}
