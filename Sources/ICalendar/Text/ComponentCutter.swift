/// The working part of `CalendarCut`: goes through the lines of a text and gives up at the first that is not plain.
struct ComponentCutter {
    let limits: ParserLimits
    private(set) var parts: [CalendarCut.Part] = []
    private(set) var timeZones: [Range<Int>] = []
    private(set) var frame: [CalendarCut.Segment] = []
    private(set) var hasNonASCII = false

    /// Where the names of open components stand.
    private var open: [Range<Int>] = []
    /// Number of the line looked at, from 1.
    private var number = 0
    private var frameStart = CalendarCut.Segment(octets: 0..<0, firstLine: 1)
    private var itemStart = CalendarCut.Segment(octets: 0..<0, firstLine: 1)
    private var uid: [UInt8] = []
    private var hasVersion = false
    private var isEnded = false
    /// Whether the line may go on in the next: not one by which components are told apart.
    private var mayFold = false
    private var isUID = false
    /// Whether the line before ends in an equals sign.
    private var endsOpen = false

    init(limits: ParserLimits) { self.limits = limits }

    /// Whether all of the text is plain.
    mutating func cut(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        while place < text.count {
            guard let end = lineEnd(text, from: place), end > place, !isEnded else { return false }
            number += 1
            guard number < limits.lines, readLine(text, place, end) else { return false }
            place = end + 2
        }
        return isEnded
    }

    /// The place of the CR LF that ends a line; nil when something else than text and tabs comes first.
    @inline(__always)
    private mutating func lineEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let raw = UnsafeRawBufferPointer(text)
        var place = start
        var seen: UInt64 = 0
        defer { if seen & highs != 0 { hasNonASCII = true } }
        while true {
            while place &+ 8 <= text.count {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                seen |= word
                // The high bit of every octet that is below 0x20, or is 0x7F; exact up to the first such octet.
                let delete = word ^ (ones &* 0x7F)
                let hit = (((word &- ones &* 0x20) & ~word) | ((delete &- ones) & ~delete)) & highs
                if hit != 0 {
                    place &+= hit.trailingZeroBitCount &>> 3
                    break
                }
                place &+= 8
            }
            guard place < text.count else { return nil }
            let octet = text[place]
            if octet == 0x0D { return place &+ 1 < text.count && text[place &+ 1] == 0x0A ? place : nil }
            guard !CharacterClass.isForbidden(octet) else { return nil }
            seen |= UInt64(octet)
            place &+= 1
        }
    }

    private mutating func readLine(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let first = text[start]
        let mayBreak = endsOpen
        endsOpen = text[end - 1] == UInt8(ascii: "=")
        if first == 0x20 || first == 0x09 {
            if isUID { uid.append(contentsOf: text[(start + 1)..<end]) }
            return mayFold
        }
        // A soft line break of quoted-printable would take this line along.
        guard !mayBreak else { return false }
        isUID = false
        // What tells components apart is at most six octets long, and all of it stands on one line.
        mayFold = end - start >= 6
        switch first | 0x20 {
        case UInt8(ascii: "b") where begins(text, start, end, "begin"):
            mayFold = false
            return begins(text, start, end, "BEGIN:", exactly: true) && begin(text, start + 6, end)
        case UInt8(ascii: "e") where begins(text, start, end, "end") && !isNamePart(text, start + 3, end):
            mayFold = false
            return begins(text, start, end, "END:", exactly: true) && self.end(text, start + 4, end)
        case UInt8(ascii: "u") where open.count == 2 && begins(text, start, end, "uid"):
            guard begins(text, start, end, "UID:", exactly: true), uid.isEmpty else { return false }
            uid.append(contentsOf: text[(start + 4)..<end])
            isUID = true
            mayFold = true
            return !uid.isEmpty
        case UInt8(ascii: "v") where open.count == 1 && begins(text, start, end, "version"):
            guard begins(text, start, end, "VERSION:2.0", exactly: true), end - start == 11, !hasVersion else { return false }
            hasVersion = true
            mayFold = false
            return true
        default: return !open.isEmpty
        }
    }

    /// Whether a line begins with a word, given in lower case unless `exactly`.
    private func begins(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ word: StaticString, exactly: Bool = false
    ) -> Bool {
        let count = word.utf8CodeUnitCount
        guard end - start >= count else { return false }
        for index in 0..<count where text[start + index] | (exactly ? 0 : 0x20) != word.utf8Start[index] { return false }
        return true
    }

    private func isNamePart(_ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ end: Int) -> Bool {
        place < end && CharacterClass.nameOctets[Int(text[place])] != 0
    }

    private mutating func begin(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        // Names in capitals only, so that equal ones are equal octets.
        guard end > start, open.count < limits.depth - 1,
            text[start..<end].allSatisfy({ (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "-") })
        else { return false }
        switch open.count {
        case 0:
            guard start == 6, `is`(text, start, end, "VCALENDAR") else { return false }
        case 1:
            guard
                `is`(text, start, end, "VEVENT") || `is`(text, start, end, "VTODO") || `is`(text, start, end, "VJOURNAL")
                    || `is`(text, start, end, "VTIMEZONE")
            else { return false }
            itemStart = CalendarCut.Segment(octets: (start - 6)..<end, firstLine: number)
            uid.removeAll(keepingCapacity: true)
        default: break
        }
        open.append(start..<end)
        return true
    }

    private func `is`(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ name: StaticString) -> Bool {
        end - start == name.utf8CodeUnitCount && begins(text, start, end, name, exactly: true)
    }

    private mutating func end(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard let name = open.popLast(), text[name].elementsEqual(text[start..<end]) else { return false }
        switch open.count {
        case 0:
            isEnded = true
            closeFrame(at: end + 2)
            return hasVersion
        case 1:
            let octets = itemStart.octets.lowerBound..<(end + 2)
            if `is`(text, start, end, "VTIMEZONE") {
                timeZones.append(octets)
                return true
            }
            guard !uid.isEmpty else { return false }
            closeFrame(at: octets.lowerBound)
            let kind: ComponentName =
                switch end - start {
                case 6: .vevent;
                case 5: .vtodo;
                default: .vjournal
                }
            parts.append(
                CalendarCut.Part(
                    octets: octets, lines: itemStart.firstLine..<(number + 1), uid: String(decoding: uid, as: UTF8.self), kind: kind))
            frameStart = CalendarCut.Segment(octets: octets.upperBound..<octets.upperBound, firstLine: number + 1)
        default: break
        }
        return true
    }

    /// Ends what is in no part before a place.
    private mutating func closeFrame(at place: Int) {
        let start = frameStart.octets.lowerBound
        guard place > start else { return }
        frame.append(CalendarCut.Segment(octets: start..<place, firstLine: frameStart.firstLine))
    }
}
