import GatewayHTTP
import HTTPTypes
import XMLDocument

extension GatewayRequest {
    /// Octets that a body in XML may have.
    private static let xmlLimit = 8 << 20

    /// The body as XML; nil when it is empty.
    ///
    /// - Throws: 400 with the place for what is no XML, has a document type, or goes over the limits.
    func xmlBody() async throws -> XMLElement? {
        let octets = try await body(upTo: Self.xmlLimit).octets()
        if octets.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }) { return nil }
        // RFC 7303: a charset in the Content-Type overrules the declaration; most clients that send one mean UTF-8.
        let charset = contentType?.charset
        do {
            return try XMLReader().read(octets, encoding: charset?.lowercased() == "utf-8" ? nil : charset)
        } catch {
            throw HTTPProblem(.badRequest, error.description)
        }
    }
}
