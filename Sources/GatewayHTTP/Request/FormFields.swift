import HTTPTypes

/// The fields of a form as browsers send it, `application/x-www-form-urlencoded` in UTF-8.
public struct FormFields: Sendable {
    private var values: [String: String] = [:]

    /// Reads a body; of fields with one name the first counts, and what is no field is passed over.
    public init(_ octets: [UInt8]) {
        for field in octets.split(separator: UInt8(ascii: "&")) {
            let end = field.firstIndex(of: UInt8(ascii: "=")) ?? field.endIndex
            guard let name = Self.text(field[..<end]), let value = Self.text(field[end...].dropFirst()), values[name] == nil else {
                continue
            }
            values[name] = value
        }
    }

    /// The value of a field; nil when it was not sent.
    public subscript(name: String) -> String? { values[name] }

    private static func text(_ encoded: ArraySlice<UInt8>) -> String? {
        let spaced = encoded.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        return PercentEncoding.decode(spaced).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension GatewayRequest {
    /// Reads the body as a form.
    ///
    /// - Throws: `HTTPProblem` 415 for another type, and as `body(upTo:)`.
    public func form(upTo limit: Int) async throws -> FormFields {
        guard contentType?.type == "application/x-www-form-urlencoded" else {
            throw HTTPProblem(.unsupportedMediaType, "The body is no form (application/x-www-form-urlencoded).")
        }
        return FormFields(try await body(upTo: limit).octets())
    }
}
