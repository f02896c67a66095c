import CalendarStore
import ICalendar

/// One request as commands see it, without HTTP.
struct CommandRequest: Sendable {
    /// As in the path, any case, without `.wcap`.
    var command: String
    var parameters: Parameters
    /// File parts, or a body that is data.
    var uploads: [Upload]
    /// Address of the client.
    var address = ""
    /// Host name without port, lower case.
    var host = ""
    /// It came in on the administrative listener.
    var isAdministrative = false
    /// Tells the access record whose request it is, once that is known.
    var noteAccount: @Sendable (Account) -> Void = { _ in }
    /// Keeps something until the answer is sent.
    var keep: @Sendable (any Sendable) -> Void = { _ in }
    /// The client is a browser that would rather see a page.
    var prefersHTML = false

    init(command: String, parameters: Parameters, uploads: [Upload] = []) {
        self.command = command
        self.parameters = parameters
        self.uploads = uploads
    }
}

/// Data that came in a request body.
struct Upload: Sendable {
    var octets: [UInt8]
    /// Media type in lower case without parameters.
    var contentType: String?
    var charset: String?
    var fileName: String?
    /// It is a part of a form, not the whole body.
    var isPart = true
    /// The body was multipart without a boundary or any readable part.
    var isMalformed = false
}

/// A finished answer; the HTTP status is always 200 (302 for a redirect).
struct CommandResponse: Sendable {
    var body: AnswerOctets
    var contentType: String
    var fileName: String?
    var location: String?
    /// What the access record may show of it.
    var errno: Int?

    /// The body in one piece.
    var octets: [UInt8] { body.joined }
}
