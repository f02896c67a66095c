/// The working part of `LineUnfolder`: copies the octets of a text without line ends and folds, and sees on the way what kinds of octets it holds.
struct LineCutter {
    let limits: ParserLimits
    /// Whether LF ends lines; CR does where the text has no LF at all.
    private let hasLineFeeds: Bool

    var lines: [LineUnfolder.Line] = []
    private(set) var written = 0
    private(set) var hasNonASCII = false
    private(set) var hasControls = false

    // Source lines on which something was seen first, 0 for never.
    private(set) var feedLine = 0
    private(set) var returnFeedLine = 0
    private(set) var returnLine = 0
    private(set) var blankLine = 0
    private(set) var unterminatedLine = 0
    private(set) var excessLine = 0
    private(set) var longLines: [Int] = []

    private var read = 0
    /// Source line that `read` stands on.
    private var number = 1

    init(hasLineFeeds: Bool, limits: ParserLimits) {
        self.hasLineFeeds = hasLineFeeds
        self.limits = limits
    }

    /// Copies all lines to `target`, which has room for all of the source and nine octets more.
    mutating func cut(_ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>) {
        // Blanks before the first line would look like a fold of nothing.
        while read < count, source[read] == 0x20 || source[read] == 0x09 { read += 1 }
        var lineStart = 0
        var lineNumber = 1
        while read < count {
            let isTerminated = copyPart(source, count, to: target)
            if !isTerminated, written > lineStart { unterminatedLine = number }
            number &+= 1
            // Blank lines between a line and its continuation come from doubled line ends.
            while read < count, skipBlankLine(source, count) {}
            if read < count, source[read] == 0x20 || source[read] == 0x09, written > lineStart {
                read &+= 1
                if read < count { continue }
            }
            if written > lineStart {
                guard lines.count < limits.lines else {
                    excessLine = lineNumber
                    return
                }
                if written &- lineStart > limits.lineLength {
                    longLines.append(lineNumber)
                    written = lineStart
                } else {
                    lines.append(
                        LineUnfolder.Line(
                            start: UInt32(truncatingIfNeeded: lineStart), end: UInt32(truncatingIfNeeded: written),
                            number: UInt32(truncatingIfNeeded: lineNumber)
                        )
                    )
                    target[written] = 0x0A
                    written &+= 1
                }
            } else if blankLine == 0 || blankLine > lineNumber {
                blankLine = lineNumber
            }
            lineStart = written
            lineNumber = number
        }
    }

    /// Copies up to the next line end and moves behind it; false when the text ended first.
    @inline(__always)
    private mutating func copyPart(
        _ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let rawSource = UnsafeRawPointer(source)
        let rawTarget = UnsafeMutableRawPointer(target)
        var read = self.read
        var written = self.written
        var seen: UInt64 = 0
        defer {
            self.read = read
            self.written = written
            if seen & highs != 0 { hasNonASCII = true }
        }
        while true {
            while read &+ 8 <= count {
                let word = UInt64(littleEndian: rawSource.loadUnaligned(fromByteOffset: read, as: UInt64.self))
                rawTarget.storeBytes(of: word.littleEndian, toByteOffset: written, as: UInt64.self)
                seen |= word
                // The high bit of every octet that is below 0x20, or is 0x7F; exact up to the first such octet.
                let delete = word ^ (ones &* 0x7F)
                let hit = (((word &- ones &* 0x20) & ~word) | ((delete &- ones) & ~delete)) & highs
                if hit != 0 {
                    let before = hit.trailingZeroBitCount &>> 3
                    read &+= before
                    written &+= before
                    break
                }
                read &+= 8
                written &+= 8
            }
            // One octet by hand: a control character, or the last few of the text.
            guard read < count else { return false }
            let octet = source[read]
            if octet == 0x0A {
                if feedLine == 0 { feedLine = number }
                read &+= 1
                return true
            }
            if octet == 0x0D {
                if !hasLineFeeds {
                    if returnLine == 0 { returnLine = number }
                    read &+= 1
                    return true
                }
                var next = read &+ 1
                while next < count, source[next] == 0x0D { next &+= 1 }
                if next == count || source[next] == 0x0A {
                    if returnFeedLine == 0 { returnFeedLine = number }
                    read = min(next &+ 1, count)
                    return next < count
                }
                hasControls = true
                // All of the run at once, so that a long run costs no second look.
                while read < next {
                    target[written] = 0x0D
                    written &+= 1
                    read &+= 1
                }
                continue
            }
            if CharacterClass.isForbidden(octet) { hasControls = true }
            seen |= UInt64(octet)
            target[written] = octet
            written &+= 1
            read &+= 1
        }
    }

    /// Moves behind a line without any octets; false when there is none.
    private mutating func skipBlankLine(_ source: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var next = read
        if hasLineFeeds { while next < count, source[next] == 0x0D { next &+= 1 } }
        guard next < count, source[next] == (hasLineFeeds ? 0x0A : 0x0D) else { return false }
        if blankLine == 0 { blankLine = number }
        read = next &+ 1
        number &+= 1
        return true
    }
}
