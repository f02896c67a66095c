/// The contents of a TZif file (RFC 8536, versions 1 to 4).
struct TZifFile: Sendable {
    /// A local time type: a clock that is or was in use.
    struct LocalTime: Hashable, Sendable {
        var offset: Int32
        var isDaylight: Bool
        var name: String
    }

    struct Transition: Hashable, Sendable {
        var instant: Int64
        var localTime: LocalTime
    }

    /// The clock before the first transition.
    let initial: LocalTime
    /// Ascending.
    let transitions: [Transition]
    /// The rule after the last transition, nil if the last clock stays for ever.
    let footer: POSIXTimeZone?

    /// - Throws: `ValueError` when the bytes are cut short or are no TZif data.
    init(_ bytes: [UInt8]) throws(ValueError) {
        var reader = Reader(bytes: bytes)
        var header = try Header(&reader)
        var timeSize = 4
        if header.version >= 2 {
            try reader.skip(header.bodySize(timeSize: 4))
            header = try Header(&reader)
            timeSize = 8
        }
        guard header.typeCount > 0 else { throw ValueError("the zone data lists no local time") }

        func time(_ reader: inout Reader) throws(ValueError) -> Int64 {
            timeSize == 8 ? Int64(bitPattern: try reader.unsigned(8)) : Int64(Int32(truncatingIfNeeded: try reader.unsigned(4)))
        }
        // A hostile count cannot make memory: every loop ends at the end of the bytes.
        try reader.require(header.bodySize(timeSize: timeSize))
        var times: [Int64] = []
        for _ in 0..<header.timeCount { times.append(try time(&reader)) }
        var typeIndexes: [Int] = []
        for _ in 0..<header.timeCount { typeIndexes.append(Int(try reader.unsigned(1))) }
        var types: [(offset: Int32, isDaylight: Bool, nameIndex: Int)] = []
        for _ in 0..<header.typeCount {
            let offset = Int32(truncatingIfNeeded: try reader.unsigned(4))
            guard abs(Int64(offset)) <= 26 * 3600 else { throw ValueError("the zone data holds an offset of more than 26 hours") }
            let isDaylight = try reader.unsigned(1) != 0
            types.append((offset, isDaylight, Int(try reader.unsigned(1))))
        }
        let names = try reader.bytes(header.nameSize)
        let localTimes = types.map { type in
            let name = names.dropFirst(type.nameIndex).prefix { $0 != 0 }
            return LocalTime(offset: type.offset, isDaylight: type.isDaylight, name: name.string)
        }
        var leaps: [(instant: Int64, correction: Int64)] = []
        for _ in 0..<header.leapCount {
            let instant = try time(&reader)
            leaps.append((instant, Int64(Int32(truncatingIfNeeded: try reader.unsigned(4)))))
        }
        try reader.skip(header.standardCount + header.utcCount)

        var transitions: [Transition] = []
        for (instant, index) in zip(times, typeIndexes) {
            guard index < localTimes.count else { throw ValueError("the zone data names a local time that it does not list") }
            // Files of the "right" kind count leap seconds; calendars do not.
            let correction = leaps.last { $0.instant <= instant }?.correction ?? 0
            let corrected = instant.subtractingReportingOverflow(correction).partialValue
            if let last = transitions.last, last.instant >= corrected { throw ValueError("the zone data lists changes out of order") }
            transitions.append(Transition(instant: corrected, localTime: localTimes[index]))
        }
        self.initial = localTimes[0]
        self.transitions = transitions
        if header.version >= 2, reader.next() == UInt8(ascii: "\n") {
            let text = reader.rest.prefix { $0 != UInt8(ascii: "\n") }
            footer = text.isEmpty ? nil : POSIXTimeZone(text)
            if footer == nil, !text.isEmpty { throw ValueError("the zone data ends in a rule that is not understood: \(text.string)") }
        } else {
            footer = nil
        }
    }

    /// The rules of the footer from the last transition on.
    var footerRules: [YearlyRule] { footer?.rules(after: transitions.last?.instant ?? .min) ?? [] }

    private struct Header {
        let version: Int
        let utcCount, standardCount, leapCount, timeCount, typeCount, nameSize: Int

        init(_ reader: inout Reader) throws(ValueError) {
            guard try reader.bytes(4).elementsEqual("TZif".utf8) else { throw ValueError("this is no TZif data") }
            let digit = try reader.unsigned(1)
            version = digit == 0 ? 1 : Int(digit) - 0x30
            try reader.skip(15)
            func count(_ reader: inout Reader) throws(ValueError) -> Int { Int(try reader.unsigned(4)) }
            utcCount = try count(&reader)
            standardCount = try count(&reader)
            leapCount = try count(&reader)
            timeCount = try count(&reader)
            typeCount = try count(&reader)
            nameSize = try count(&reader)
        }

        /// Counts have 32 bits, so this cannot overflow.
        func bodySize(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + nameSize + leapCount * (timeSize + 4) + standardCount + utcCount
        }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        init(bytes: [UInt8]) { rest = bytes[...] }

        func require(_ count: Int) throws(ValueError) {
            guard count <= rest.count else { throw ValueError("the zone data is cut short") }
        }

        mutating func bytes(_ count: Int) throws(ValueError) -> ArraySlice<UInt8> {
            try require(count)
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        mutating func skip(_ count: Int) throws(ValueError) { _ = try bytes(count) }

        mutating func next() -> UInt8? { rest.popFirst() }

        /// Big-endian.
        mutating func unsigned(_ size: Int) throws(ValueError) -> UInt64 {
            try bytes(size).reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
