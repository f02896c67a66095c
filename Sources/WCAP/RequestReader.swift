import GatewayHTTP
import HTTPTypes
import ICalendar

/// Reads what a request says: query, form fields, uploaded data (`spec/wcap.md` 1.2).
struct RequestReader: Sendable {
    var settings: WCAPSettings

    /// - Throws: `HTTPProblem` for a body that is too large or broken.
    func read(_ request: GatewayRequest, command: String, known: (any Command)?) async throws -> CommandRequest {
        let query = request.target.rawQuery.map { Bytes(utf8: $0) } ?? []
        var read = CommandRequest(command: command, parameters: Parameters(query: query))
        read.address = request.clientAddress
        read.host = request.origin.host
        read.prefersHTML = request.headers[.accept]?.lowercased().hasPrefix("text/html") ?? false
        if request.method == .post {
            let limit = known?.takesUploads ?? false ? settings.importLimit : settings.bodyLimit
            let body = try await request.body(upTo: limit)
            if !body.isEmpty {
                add(try body.octets(), contentType: request.headers[.contentType] ?? "", charset: request.contentType?.charset, to: &read)
            }
        }
        return read
    }

    /// Adds a body to the request by what its type says it is.
    func add(_ octets: [UInt8], contentType: String, charset: String?, to request: inout CommandRequest) {
        let type = String(decoding: ListSplitting.trimmed(contentType.prefix { $0 != ";" }.utf8), as: UTF8.self).lowercased()
        switch type {
        case "application/x-www-form-urlencoded":
            request.parameters.append(form: ListSplitting.trimmed(octets)[...])
        case "multipart/form-data":
            addParts(of: octets, contentType: contentType, to: &request)
        default:
            request.uploads = [Upload(octets: octets, contentType: type.isEmpty ? nil : type, charset: charset, isPart: false)]
        }
    }

    /// File parts and parts of the names old forms use are uploads, other parts are parameters.
    private func addParts(of octets: [UInt8], contentType: String, to request: inout CommandRequest) {
        guard let boundary = MultipartForm.boundary(of: contentType), !boundary.isEmpty else {
            request.uploads = [Upload(octets: [], isMalformed: true)]
            return
        }
        let parts = MultipartForm.parts(of: octets, boundary: boundary)
        for part in parts {
            let isData = part.fileName != nil || ["upload", "download"].contains(part.name.lowercased())
            guard isData else {
                request.parameters.append(name: part.name, value: part.octets)
                continue
            }
            // Browsers send a part without content and name for a file nobody chose, export's forms one that is empty.
            guard !part.octets.isEmpty || part.fileName?.isEmpty == false else { continue }
            request.uploads.append(
                Upload(
                    octets: Array(part.octets), contentType: part.contentType.map { String($0.prefix { $0 != ";" }).lowercased() },
                    charset: part.contentType.flatMap { MultipartForm.parameter("charset", of: $0) }, fileName: part.fileName))
        }
        if parts.isEmpty { request.uploads = [Upload(octets: [], isMalformed: true)] }
    }
}
