import HTTPTypes

/// The request target as it was sent: path and query, still percent-encoded.
public struct RequestTarget: Sendable {
    /// Starts with `/` (`*` for a server-wide OPTIONS); without query and fragment.
    public let rawPath: Substring
    /// Without the question mark; nil when there is none.
    public let rawQuery: Substring?

    public init(_ target: String) {
        let utf8 = target.utf8
        let end = utf8.firstIndex(of: UInt8(ascii: "#")) ?? utf8.endIndex
        if let mark = utf8[..<end].firstIndex(of: UInt8(ascii: "?")) {
            rawPath = target[..<mark]
            rawQuery = target[utf8.index(after: mark)..<end]
        } else {
            rawPath = target[..<end]
            rawQuery = nil
        }
    }

    /// Whether the path ends with a slash.
    public var hasFinalSlash: Bool { rawPath.utf8.last == UInt8(ascii: "/") }

    /// The path's segments, percent-decoded, in NFC; empty segments are dropped.
    ///
    /// - Throws: `HTTPProblem` 400 for `.` and `..`, control characters, broken percent-encoding, and segments over 1024 octets.
    ///   Octets that are no UTF-8 are read as Latin-1.
    public func segments() throws(HTTPProblem) -> [String] {
        var result: [String] = []
        for raw in rawPath.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true) {
            guard let octets = PercentEncoding.decode(raw) else {
                throw HTTPProblem(.badRequest, "The path holds a broken percent-encoding.")
            }
            if octets.count > 1024 { throw HTTPProblem(.badRequest, "A part of the path is longer than 1024 octets.") }
            if octets == [0x2E] || octets == [0x2E, 0x2E] { throw HTTPProblem(.badRequest, "The path holds . or .. as a segment.") }
            if octets.contains(where: { $0 < 0x20 || $0 == 0x7F }) { throw HTTPProblem(.badRequest, "The path holds a control character.") }
            result.append(NameText.normalized(octets))
        }
        return result
    }
}
