import Foundation

/// How octets of a path become a name.
enum NameText {
    /// UTF-8 in NFC; octets that are no UTF-8 are read as Latin-1.
    static func normalized(_ octets: [UInt8]) -> String {
        if octets.allSatisfy({ $0 < 0x80 }) { return String(decoding: octets, as: UTF8.self) }
        if let text = String(validating: octets, as: UTF8.self) { return text.precomposedStringWithCanonicalMapping }
        return String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) })).precomposedStringWithCanonicalMapping
    }
}
