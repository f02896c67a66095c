/// The text of one statement, made once and kept: connections find their prepared statement by its identity.
///
/// One text serves both engines: parameters `$1…$n`, first used in that order; types by CAST only; no BOOLEAN.
final class SQL: Sendable, ExpressibleByStringLiteral {
    let text: String

    init(_ text: String) { self.text = text }

    init(stringLiteral text: String) { self.text = text }
}
