/// Where the components of a large text lie, found without parsing it: so that parts of it can be parsed at once, or not at all.
///
/// Only texts without any oddity of framing are cut; for all others there is the parser alone. What is cut is what the parser finds: a
/// component for each part, with that UID. Costs one look at each octet.
public struct CalendarCut: Sendable {
    /// One event, to-do or journal entry.
    public struct Part: Sendable {
        public var octets: Range<Int>
        /// Source lines, counted from 1.
        public var lines: Range<Int>
        /// As written, never empty.
        public var uid: String
        public var kind: ComponentName
    }

    /// Whole lines of the text that belong together.
    struct Segment {
        var octets: Range<Int>
        var firstLine: Int
    }

    /// In order of the text.
    public private(set) var parts: [Part] = []
    /// The VTIMEZONEs.
    public private(set) var timeZones: [Range<Int>] = []
    /// Everything that is in no part, VTIMEZONEs included.
    private(set) var frame: [Segment] = []
    /// Octets of all that is in no part.
    public var frameSize: Int { frame.reduce(0) { $0 + $1.octets.count } }

    /// Nil when the text is not one plain VCALENDAR 2.0 in UTF-8 with CR LF, of items with UIDs.
    public init?(_ text: [UInt8], limits: ParserLimits = ParserLimits()) {
        var cutter = ComponentCutter(limits: limits)
        let isPlain = text.withUnsafeBufferPointer { text in
            cutter.cut(text) && (!cutter.hasNonASCII || UTF8Check.isValid(text))
        }
        guard isPlain else { return nil }
        parts = cutter.parts
        timeZones = cutter.timeZones
        frame = cutter.frame
    }

    /// A VCALENDAR with everything that is in no part, and the given parts, which are in order of the text.
    public func excerpt(of text: [UInt8], with parts: some Sequence<Part>) -> CalendarExcerpt {
        var excerpt = CalendarExcerpt()
        var place = 0
        for part in parts {
            while place < frame.count, frame[place].octets.lowerBound < part.octets.lowerBound {
                excerpt.append(frame[place], of: text)
                place += 1
            }
            excerpt.append(Segment(octets: part.octets, firstLine: part.lines.lowerBound), of: text)
        }
        for segment in frame[place...] { excerpt.append(segment, of: text) }
        return excerpt
    }
}

/// Some of the lines of a text, with the places where they stood.
public struct CalendarExcerpt: Sendable {
    public private(set) var octets: [UInt8] = []
    /// Where runs of lines begin: here, and in the text.
    private var runs: [(line: Int, original: Int)] = []
    private var lines = 0

    init() {}

    mutating func append(_ segment: CalendarCut.Segment, of text: [UInt8]) {
        runs.append((lines + 1, segment.firstLine))
        let start = octets.count
        octets += text[segment.octets]
        octets.withUnsafeBufferPointer { octets in
            for octet in octets[start...] where octet == 0x0A { lines &+= 1 }
        }
    }

    /// The line of the text that stands on a line here; both counted from 1, 0 stays 0.
    public func originalLine(_ line: Int) -> Int {
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].line <= line { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return line }
        return runs[low - 1].original + (line - runs[low - 1].line)
    }
}
