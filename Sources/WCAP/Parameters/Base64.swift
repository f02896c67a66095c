import Foundation
import ICalendar

/// Base64 as ATTACH carries it (RFC 4648 section 4).
enum Base64 {
    /// nil for what is no base64; white space is passed over.
    static func decoded(_ text: Bytes) -> [UInt8]? {
        Data(base64Encoded: Data(text), options: .ignoreUnknownCharacters).map { Array($0) }
    }

    static func encoded(_ octets: Bytes) -> String { Data(octets).base64EncodedString() }
}
