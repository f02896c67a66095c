import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird

extension CalendarDataFrontEnd {
    /// What every resource of the realms supports.
    static let methods: [HTTPRequest.Method] = [.options, .get, .head, .put, .delete, .propfind]

    /// OPTIONS: 200, as Outlook wants it, with the truth about methods; no locks, so no class 2.
    func options() -> Response {
        .empty(.ok, headers: [.allow: Self.methods.map(\.rawValue).joined(separator: ", "), .dav: "1, 3", .contentLength: "0"])
    }
}
