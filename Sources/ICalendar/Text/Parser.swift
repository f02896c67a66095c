/// Reads iCalendar text into component trees (RFC 5545 section 3, vCalendar 1.0, and the deviations of real producers).
///
/// Reading and accepting are two steps: the parser refuses broken structure only, notes every other oddity, and keeps the text of
/// what it does not understand. It never traps and its cost is linear in the input.
public struct Parser: Sendable {
    public var limits: ParserLimits

    public init(limits: ParserLimits = ParserLimits()) { self.limits = limits }

    /// Parses a whole text. `charset` is what the transport said (`Content-Type`), used when the text is no UTF-8.
    public func parse(_ text: [UInt8], charset: String? = nil) -> ParsedText { ParsedText() }
}

/// Explicit limits of the parser; crossing one is an error of the result, never a trap.
public struct ParserLimits: Hashable, Sendable {
    /// Octets of the whole text.
    public var size = 256 << 20
    /// Octets of one unfolded line.
    public var lineLength = 16 << 20
    /// Components inside each other.
    public var depth = 32
    /// Content lines.
    public var lines = 20_000_000
    /// Parameters on one line.
    public var parameters = 256

    public init() {}
}

/// What a text held: every VCALENDAR (or the bare components of a feed without one), and all findings.
public struct ParsedText: Sendable {
    /// VCALENDARs in order. Components outside any VCALENDAR are gathered in one without properties, and noted.
    public var calendars: [Component] = []
    /// Everything odd, in order of lines: what was repaired, ignored or refused.
    public var findings: [Finding] = []
    /// Repairs of framing that changed octets (charset, line ends, NUL, vCalendar 1.0 …): when false the text can be kept as its bytes.
    public var wasRepaired = false

    public init() {}

    /// Findings that make the text unusable.
    public var errors: [Finding] { findings.filter { $0.severity == .error } }
}
