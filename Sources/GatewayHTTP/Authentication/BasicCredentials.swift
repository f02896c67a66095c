import Foundation
import HTTPTypes

/// Name and password of an HTTP Basic header (RFC 7617).
public struct BasicCredentials: Sendable {
    public let name: String
    public let password: String

    /// Reads an `Authorization` header: UTF-8, or Latin-1 where it is no UTF-8; nil when it is no Basic pair.
    public init?(authorization value: String) {
        guard value.utf8.count > 6, value.prefix(6).lowercased() == "basic " else { return nil }
        let encoded = value.dropFirst(6).drop { $0 == " " }
        guard let octets = Data(base64Encoded: Self.padded(encoded)), let colon = octets.firstIndex(of: UInt8(ascii: ":")) else {
            return nil
        }
        name = Self.text(octets[..<colon])
        password = Self.text(octets[octets.index(after: colon)...])
    }

    /// Some clients leave the padding out.
    private static func padded(_ text: Substring) -> String {
        var text = String(text)
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text.hasSuffix("=") ? text : text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    private static func text(_ octets: Data) -> String {
        String(validating: octets, as: UTF8.self) ?? String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
    }
}
