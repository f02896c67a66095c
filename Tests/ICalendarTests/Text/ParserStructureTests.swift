import ICalendar
import Testing

/// What the parser makes of whole texts: trees, places, and every finding.
@Suite struct ParserStructureTests {
    static func calendar(_ lines: String...) -> [UInt8] {
        Array((["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"] + lines + ["END:VCALENDAR", ""]).joined(separator: "\r\n").utf8)
    }

    static func event(_ lines: String...) -> [UInt8] {
        let all = ["BEGIN:VEVENT", "UID:u1", "DTSTAMP:20260101T000000Z", "DTSTART:20260301T100000Z"] + lines + ["END:VEVENT"]
        return Array(
            (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"] + all + ["END:VCALENDAR", ""]).joined(separator: "\r\n").utf8
        )
    }

    @Test func linesAndComponentsKnowTheirPlace() throws {
        let parsed = Parser().parse(Self.event("DESCRIPTION:one", "  two", "SUMMARY:three"))
        let event = try #require(parsed.calendars.first?.components.first)
        #expect(event.lineNumber == 4)
        #expect(event.properties.map(\.lineNumber) == [5, 6, 7, 8, 10])
        #expect(event.first(.description)?.text == "one two")
        #expect(parsed.findings.isEmpty)
        #expect(!parsed.wasRepaired)
    }

    @Test func namesKeepTheirLetters() throws {
        let parsed = Parser().parse(Self.event("summary;language=de:Größe", "X-Grün:1", "x-mixed-Case:2"))
        let event = try #require(parsed.calendars.first?.components.first)
        #expect(event.first(.summary)?.line.string == "summary;language=de:Größe")
        #expect(event.first(.summary)?.parameter("LANGUAGE") == "de")
        #expect(event.first("X-MIXED-CASE")?.line.string == "x-mixed-Case:2")
        #expect(event.first("x-Mixed-case")?.name == PropertyName("X-MIXED-CASE"))
        #expect(event.properties.count == 6)
    }

    @Test func everyFindingIsNamedWithItsOwner() throws {
        let text = Array(
            """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:x
            BEGIN:VEVENT
            BEGIN:VALARM
            NO COLON HERE
            END:VALARM
            NEITHER HERE
            UID:late
            DTSTAMP:20260101T000000Z
            DTSTART:20260301T100000Z
            DTSTART:20260302T100000Z
            END:VEVENT
            STRAY
            END:VCALENDAR

            """.utf8
        )
        let findings = Parser().parse(text).findings.filter { $0.deviation != .bareLineFeed }
        #expect(findings.map(\.line) == [6, 8, 12, 14])
        #expect(findings.map(\.deviation) == [.lineWithoutColon, .lineWithoutColon, .repeatedStart, .lineWithoutColon])
        #expect(findings.map(\.component) == ["VALARM", "VEVENT", "VEVENT", "VCALENDAR"])
        #expect(findings.map(\.uid) == ["late", "late", "late", nil])
    }

    @Test func aStrayLineGoesOnWithTheTextBeforeIt() throws {
        let parsed = Parser().parse(Self.event("DESCRIPTION:first", "second line", "third line", "SUMMARY:s", "fourth"))
        let event = try #require(parsed.calendars.first?.components.first)
        #expect(event.first(.description)?.text == "first\nsecond line\nthird line")
        #expect(event.first(.summary)?.text == "s\nfourth")
        #expect(parsed.findings.map(\.deviation) == [.unfoldedText, .unfoldedText, .unfoldedText])
        #expect(parsed.findings.allSatisfy { $0.uid == "u1" })
    }

    @Test(arguments: [
        ("BEGIN:VEVENT\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VEVENT\r\n", Deviation.nestedComponent),
        ("BEGIN:VEVENT\r\nBEGIN:VTODO\r\nEND:VTODO\r\nEND:VEVENT\r\n", .nestedComponent),
        ("BEGIN:VEVENT\r\nEND:VTODO\r\nEND:VEVENT\r\n", .wrongEnd),
        ("BEGIN:VEVENT\r\n", .missingEnd),
        ("END:VEVENT\r\n", .wrongEnd),
        ("BEGIN:\r\nEND:VEVENT\r\n", .namelessComponent),
    ])
    func brokenStructureIsAnError(_ text: String, _ deviation: Deviation) {
        let parsed = Parser().parse(Array("BEGIN:VCALENDAR\r\n\(text)END:VCALENDAR\r\n".utf8))
        #expect(parsed.errors.contains { $0.deviation == deviation })
        #expect(!parsed.errors.contains { $0.deviation.isNoCalendar })
    }

    @Test(arguments: [
        "", " \r\n\t", "<html></html>", "{\"a\":1}", "BEGIN:VCARD\r\nVERSION:4.0\r\nEND:VCARD\r\n", "PK\u{3}\u{4}", "SUMMARY:x",
    ])
    func whatIsNoCalendarIsToldFromBrokenOnes(_ text: String) {
        let parsed = Parser().parse(Array(text.utf8))
        #expect(parsed.errors.count == 1)
        #expect(parsed.errors.first?.deviation.isNoCalendar == true)
        #expect(parsed.calendars.isEmpty)
    }

    @Test func calendarsInOneTextStayApart() {
        let text = Self.calendar("BEGIN:VEVENT", "UID:1", "END:VEVENT") + Self.calendar("BEGIN:VEVENT", "UID:2", "END:VEVENT")
        let parsed = Parser().parse(text)
        #expect(parsed.calendars.count == 2)
        #expect(parsed.findings.contains { $0.deviation == .severalCalendars })
    }

    @Test func bareComponentsAreGathered() {
        let parsed = Parser().parse(Array("BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT\r\n".utf8))
        #expect(parsed.calendars.count == 1)
        #expect(parsed.calendars.first?.components.compactMap(\.uid) == ["1", "2"])
        #expect(parsed.calendars.first?.lineNumber == 0)
    }

    @Test(arguments: [("iso-8859-1", "é"), ("ISO-8859-5", "щ"), ("windows-1251", "й"), ("koi8-r", "И"), (nil, "é"), ("klingon", "é")])
    func otherCharacterSetsAreDecoded(_ charset: String?, _ letter: String) throws {
        var text = Self.event("SUMMARY:_")
        let place = try #require(text.firstIndex(of: UInt8(ascii: "_")))
        text[place] = 0xE9
        let parsed = Parser().parse(text, charset: charset)
        #expect(parsed.calendars.first?.components.first?.first(.summary)?.text == letter)
        #expect(parsed.findings.map(\.deviation) == [.notUTF8])
        #expect(parsed.findings.first?.property == nil || parsed.findings.first?.uid == "u1")
    }

    @Test(arguments: ["utf-16", nil], [true, false]) func utf16WithoutMark(charset: String?, isBigEndian: Bool) {
        let units = String(decoding: Self.event("SUMMARY:予定"), as: UTF8.self).utf16
        let text = units.flatMap { unit in isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)] }
        let parsed = Parser().parse(text, charset: charset)
        #expect(parsed.calendars.first?.components.first?.first(.summary)?.text == "予定")
        #expect(parsed.findings.map(\.deviation) == [.utf16])
    }

    @Test func doubledLineEndsDoNotBreakFolds() throws {
        let text = String(decoding: Self.event("DESCRIPTION:one", "  two"), as: UTF8.self).replacing("\r\n", with: "\r\r\n\r\n")
        let event = try #require(Parser().parse(Array(text.utf8)).calendars.first?.components.first)
        #expect(event.first(.description)?.text == "one two")
    }
}
