import ICalendar
import Testing

/// Limits are explicit, crossing one is an error, and no text takes long.
@Suite struct ParserLimitTests {
    @Test func sizeLimit() {
        var limits = ParserLimits()
        limits.size = 100
        let parsed = Parser(limits: limits).parse([UInt8](repeating: 65, count: 101))
        #expect(parsed.errors.map(\.deviation) == [.textTooLarge])
        #expect(parsed.calendars.isEmpty)
    }

    @Test func depthLimit() {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                ((0..<depth).map { $0 == 0 ? "BEGIN:VCALENDAR" : "BEGIN:X-\($0)" }
                    + (0..<depth).reversed()
                    .map { $0 == 0 ? "END:VCALENDAR" : "END:X-\($0)" } + [""]).joined(separator: "\r\n").utf8
            )
        }
        #expect(Parser().parse(nested(32)).errors.isEmpty)
        #expect(Parser().parse(nested(33)).errors.map(\.deviation) == [.nestedTooDeep])
        #expect(Parser().parse(nested(100_000)).errors.map(\.deviation) == [.nestedTooDeep])
    }

    @Test func lineLimits() {
        var limits = ParserLimits()
        limits.lineLength = 1000
        limits.lines = 8
        let long = ParserStructureTests.event("X-LONG:" + String(repeating: "a", count: 1000))
        #expect(Parser(limits: limits).parse(long).errors.contains { $0.deviation == .lineTooLong && $0.line == 8 })
        let folded = ParserStructureTests.event("X-LONG:" + String(repeating: "a\r\n ", count: 1000))
        #expect(Parser(limits: limits).parse(folded).errors.contains { $0.deviation == .lineTooLong })
        let many = ParserStructureTests.event("A:1", "B:2", "C:3")
        #expect(Parser(limits: limits).parse(many).errors.contains { $0.deviation == .tooManyLines })
    }

    @Test func parameterLimit() {
        let line = "X-A" + String(repeating: ";P=1", count: 257) + ":v"
        #expect(Parser().parse(ParserStructureTests.event(line)).errors.map(\.deviation) == [.tooManyParameters])
        #expect(Parser().parse(ParserStructureTests.event("X-A" + String(repeating: ";P=1", count: 256) + ":v")).errors.isEmpty)
    }

    @Test func findingsAreBoundedAndNoKindIsLost() {
        var limits = ParserLimits()
        limits.findings = 10
        let stray = [UInt8]("stray\r\n".utf8)
        var text = [UInt8]("BEGIN:VCALENDAR\r\n".utf8)
        for _ in 0..<1000 { text += stray }
        text += [UInt8]("BEGIN:VEVENT\r\nEND:VCALENDAR\r\n".utf8)
        let parsed = Parser(limits: limits).parse(text)
        #expect(parsed.findings.count < 20)
        #expect(parsed.errors.map(\.deviation) == [.missingEnd])
        #expect(parsed.findings.contains { $0.deviation == .tooManyFindings })
    }

    /// Texts made to be slow where a reader looks at octets more than once; each is several megabytes.
    @Test(arguments: [
        "\r", "\r\n", "\r\r\n", " ", "\n ", "BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "stray\r\n", "DESCRIPTION:x\r\nstray\r\n", "\0", "A;B=\"",
        "A;B=\"\",", "A;ENCODING=QUOTED-PRINTABLE:=\r\n", "\"", ";", ":", "\u{E9}",
    ])
    func timeIsLinear(_ unit: String) {
        let units = 2_000_000 / unit.utf8.count
        let middle = Array(String(repeating: unit, count: units).utf8)
        let text = Array("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n".utf8) + middle + Array("\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".utf8)
        let clock = ContinuousClock()
        let time = clock.measure { _ = Parser().parse(text) }
        // Generous: a debug build on a busy machine. Quadratic work would take hours.
        #expect(time < .seconds(20))
    }
}
