import Foundation

extension String {
    /// The text in Unicode normalisation form C.
    var normalizedKey: String {
        utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
    }

    /// What is compared when case does not count: lower case, normalisation form C.
    var foldedKey: String { lowercased().normalizedKey }
}
