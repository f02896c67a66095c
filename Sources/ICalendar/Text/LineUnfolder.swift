/// Cuts a text into unfolded lines in one pass (RFC 5545 section 3.1): every octet is looked at and copied once, eight at a time.
struct LineUnfolder {
    /// One unfolded line of `octets`.
    struct Line {
        var start: UInt32
        var end: UInt32
        /// Line of the source text on which it began, counted from 1.
        var number: UInt32
    }

    /// All lines one behind the other, each followed by a line feed.
    private(set) var octets: [UInt8] = []
    private(set) var lines: [Line] = []
    private(set) var hasNonASCII = false
    /// Control characters stand somewhere within lines (a carriage return that ends no line counts).
    private(set) var hasControls = false
    private(set) var findings: [Finding] = []

    /// Cuts a text that is shorter than 4 GiB.
    init(_ text: UnsafeBufferPointer<UInt8>, limits: ParserLimits) {
        var cutter = LineCutter(hasLineFeeds: text.contains(0x0A), limits: limits)
        cutter.lines.reserveCapacity(text.count / 36 + 4)
        octets = [UInt8](unsafeUninitializedCapacity: text.count + 9) { copy, count in
            guard let source = text.baseAddress, let target = copy.baseAddress else { return }
            cutter.cut(source, text.count, to: target)
            count = cutter.written
        }
        lines = cutter.lines
        hasNonASCII = cutter.hasNonASCII
        hasControls = cutter.hasControls
        report(cutter)
    }

    private mutating func report(_ cutter: LineCutter) {
        func note(_ deviation: Deviation, _ line: Int, _ reason: String, _ severity: Finding.Severity = .note) {
            findings.append(Finding(deviation, severity: severity, line: line, reason: reason))
        }
        if cutter.returnLine > 0 { note(.bareCarriageReturn, cutter.returnLine, "Lines end with CR alone.") }
        if cutter.feedLine > 0 {
            if cutter.returnFeedLine > 0 {
                note(.mixedLineEnds, cutter.feedLine, "Some lines end with LF, some with CR LF.")
            } else {
                note(.bareLineFeed, cutter.feedLine, "Lines end with LF alone.")
            }
        }
        if cutter.blankLine > 0 { note(.blankLine, cutter.blankLine, "A blank line was left out.") }
        if cutter.unterminatedLine > 0 { note(.missingFinalLineEnd, cutter.unterminatedLine, "The last line has no line end.") }
        if cutter.excessLine > 0 {
            note(.tooManyLines, cutter.excessLine, "The text has more than \(cutter.limits.lines) lines.", .error)
        }
        for line in cutter.longLines {
            note(.lineTooLong, line, "The line is longer than \(cutter.limits.lineLength) octets.", .error)
        }
    }
}
