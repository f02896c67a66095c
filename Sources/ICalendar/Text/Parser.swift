/// Reads iCalendar text into component trees (RFC 5545 section 3, vCalendar 1.0, and the deviations of real producers).
///
/// Reading and accepting are two steps: the parser refuses broken structure only, notes every other oddity, and keeps the text of
/// what it does not understand. It never traps and its cost is linear in the input.
/// What values mean is a step of its own (`ValueChecker`), and what may be stored is another (`StorageAcceptance`).
public struct Parser: Sendable {
    public var limits: ParserLimits
    /// Asked about lines that name a character set of several octets a character (`CHARSET=SHIFT_JIS`, as Japanese telephones write).
    public var converter: CharsetConverter?

    public init(limits: ParserLimits = ParserLimits(), converter: CharsetConverter? = nil) {
        self.limits = limits
        self.converter = converter
    }

    /// Whether a character set is read by the parser itself: UTF-8, UTF-16, and sets of one octet a character.
    public static func readsItself(_ charset: String) -> Bool {
        let name = charset.trimmedBlanks.lowercasedASCII
        return ["utf-8", "utf8", "utf-16", ""].contains(name) || SingleByteCharset.named(name) != nil
    }

    /// Parses a whole text. `charset` is what the transport said (`Content-Type`), used for lines that are no UTF-8.
    ///
    /// Also after an error the result holds what could be read; components that are touched by an error are named by its line.
    public func parse(_ text: [UInt8], charset: String? = nil) -> ParsedText {
        var result = ParsedText()
        guard text.count <= min(limits.size, Int(UInt32.max) - 16) else {
            result.findings = [
                Finding(
                    .textTooLarge, severity: .error, line: 0, reason: "The text has more than \(limits.size) octets.")
            ]
            return result
        }
        var findings: [Finding] = []
        let decoded = UnicodeSignature.decode(text, charset: charset, findings: &findings)
        let unfolder = (decoded.text ?? text).withUnsafeBufferPointer { octets in
            LineUnfolder(UnsafeBufferPointer(rebasing: octets[decoded.start...]), limits: limits)
        }
        findings += unfolder.findings
        var builder = TreeBuilder(unfolder, limits: limits, charset: charset, converter: converter, findings: findings)
        builder.build()
        result.findings = builder.finishedFindings(for: text)
        if !result.findings.contains(where: \.deviation.isNoCalendar) { result.calendars = builder.calendars }
        result.wasRepaired = result.findings.contains { $0.deviation.changesOctets }
        return result
    }
}

/// Text in a named character set as UTF-8; nil when the set is not known, or the octets are no text in it.
public typealias CharsetConverter = @Sendable (_ octets: [UInt8], _ charset: String) -> [UInt8]?

/// Explicit limits of the parser; crossing one is an error of the result, never a trap.
public struct ParserLimits: Hashable, Sendable {
    /// Octets of the whole text; never more than 4 GiB.
    public var size = 256 << 20
    /// Octets of one unfolded line.
    public var lineLength = 16 << 20
    /// Components inside each other.
    public var depth = 32
    /// Unfolded content lines.
    public var lines = 20_000_000
    /// Parameters on one line.
    public var parameters = 256
    /// Findings that are listed; of each kind at least one is.
    public var findings = 20_000

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

extension Deviation {
    /// Whether the parser repairs this by changing octets, so that the text cannot be kept as it came.
    var changesOctets: Bool {
        switch self {
        case .bareLineFeed, .bareCarriageReturn, .mixedLineEnds, .missingFinalLineEnd, .blankLine, .byteOrderMark, .utf16, .notUTF8,
            .controlCharacter, .trailingJunk, .lineWithoutColon, .unfoldedText, .propertyOutsideComponent, .missingCalendar,
            .severalCalendars, .nestedCalendar, .quotedPrintable, .vCalendar1:
            true
        default: false
        }
    }
}
