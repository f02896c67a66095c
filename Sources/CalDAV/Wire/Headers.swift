import HTTPTypes

extension HTTPField.Name {
    /// `Destination` (RFC 4918 section 10.3)
    static let destination = HTTPField.Name("Destination") ?? .location
    /// `Overwrite` (RFC 4918 section 10.6)
    static let overwrite = HTTPField.Name("Overwrite") ?? .expect
    /// `Preference-Applied` (RFC 7240)
    static let preferenceApplied = HTTPField.Name("Preference-Applied") ?? .accept
    /// `Brief`, which Exchange's WebDAV had before `Prefer`.
    static let brief = HTTPField.Name("Brief") ?? .accept
}

extension HTTPRequest.Method {
    static let propfind = HTTPRequest.Method("PROPFIND") ?? .options
    static let proppatch = HTTPRequest.Method("PROPPATCH") ?? .options
    static let mkcol = HTTPRequest.Method("MKCOL") ?? .options
    static let mkcalendar = HTTPRequest.Method("MKCALENDAR") ?? .options
    static let copy = HTTPRequest.Method("COPY") ?? .options
    static let move = HTTPRequest.Method("MOVE") ?? .options
    static let report = HTTPRequest.Method("REPORT") ?? .options
    static let acl = HTTPRequest.Method("ACL") ?? .options
}

/// Media types that leave.
enum MediaType {
    static let xml = "application/xml; charset=utf-8"
    static let calendar = "text/calendar; charset=utf-8"
}
