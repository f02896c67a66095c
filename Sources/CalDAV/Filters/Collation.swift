import Foundation

/// How texts are compared (RFC 4790, RFC 5051; RFC 4791 section 7.5).
enum Collation: String, CaseIterable, Sendable {
    case asciiCasemap = "i;ascii-casemap"
    case octet = "i;octet"
    case unicodeCasemap = "i;unicode-casemap"

    /// The form in which equal texts have equal octets.
    func folded(_ text: String) -> [UInt8] {
        switch self {
        case .octet: Array(text.utf8)
        case .asciiCasemap: text.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        case .unicodeCasemap: Array(text.uppercased().decomposedStringWithCompatibilityMapping.utf8)
        }
    }
}

/// `CALDAV:text-match`: whether a text holds another (RFC 4791 section 9.7.5).
struct TextMatch: Sendable {
    let collation: Collation
    let isNegated: Bool
    private let wanted: [UInt8]

    init(_ text: String, collation: Collation, isNegated: Bool) {
        self.collation = collation
        self.isNegated = isNegated
        wanted = collation.folded(text)
    }

    func matches(_ text: String) -> Bool { Self.holds(collation.folded(text), wanted) != isNegated }

    private static func holds(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first else { return true }
        guard text.count >= wanted.count else { return false }
        for start in 0...(text.count - wanted.count) where text[start] == first {
            if text[start..<(start + wanted.count)].elementsEqual(wanted) { return true }
        }
        return false
    }
}
