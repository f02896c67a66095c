import Synchronization

/// The text of one statement, made once and kept: connections find their prepared statement by its number.
///
/// One text serves both engines: parameters `$1…$n`, first used in that order; types by CAST only; no BOOLEAN.
final class SQL: Sendable, ExpressibleByStringLiteral {
    let text: String
    /// Counts from 0, in the order in which statements were first named.
    let number: Int

    private static let count = Atomic(0)

    init(_ text: String) {
        self.text = text
        number = Self.count.add(1, ordering: .relaxed).oldValue
    }

    convenience init(stringLiteral text: String) { self.init(text) }
}
