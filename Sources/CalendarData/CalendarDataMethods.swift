import GatewayHTTP
import HTTPTypes

extension CalendarDataFrontEnd {
    /// What every resource of the realms supports.
    static let methods: [HTTPRequest.Method] = [.options, .get, .head, .put, .delete, .propfind]
}

extension HTTPRequest.Method {
    /// `PROPFIND` (RFC 4918 section 9.1)
    static let propfind = HTTPRequest.Method("PROPFIND") ?? .options
}
