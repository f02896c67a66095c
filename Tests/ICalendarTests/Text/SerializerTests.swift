import ICalendar
import Testing

@Suite struct SerializerTests {
    private func lines(_ property: Property) -> [String] {
        var text: [UInt8] = []
        Serializer().append(property, to: &text)
        return String(decoding: text, as: UTF8.self).components(separatedByLineEnd: "\r\n")
    }

    @Test func shortLinesStayWhole() {
        #expect(lines(Property(.summary, value: String(repeating: "a", count: 67))) == ["SUMMARY:" + String(repeating: "a", count: 67)])
    }

    @Test func longLinesFoldAt75Octets() {
        let folded = lines(Property(.summary, value: String(repeating: "a", count: 300)))
        #expect(folded.map(\.utf8.count) == [75, 75, 75, 75, 12])
        #expect(folded.dropFirst().allSatisfy { $0.hasPrefix(" ") })
    }

    @Test(arguments: ["é", "€", "😀", "e\u{301}"])
    func charactersAreNeverCut(_ character: String) {
        for shift in 0..<8 {
            let value = String(repeating: "x", count: shift) + String(repeating: character, count: 120)
            let folded = lines(Property(.summary, value: value))
            #expect(folded.allSatisfy { $0.utf8.count <= 75 && !$0.unicodeScalars.contains("\u{FFFD}") })
            #expect(
                folded.enumerated().map { $0.offset == 0 ? $0.element : String($0.element.unicodeScalars.dropFirst()) }.joined()
                    == "SUMMARY:" + value)
        }
    }

    @Test func longComponentNamesFoldToo() {
        let component = Component(ComponentName("X-" + String(repeating: "N", count: 200)))
        let text = Serializer().text(of: component)
        #expect(String(decoding: text, as: UTF8.self).components(separatedByLineEnd: "\r\n").allSatisfy { $0.utf8.count <= 75 })
        #expect(Parser().parse(text).calendars.first?.components == [component])
    }

    @Test func nothingCanBreakOutOfItsLine() throws {
        var event = Component(.vevent, properties: [Property(.uid, value: "1")])
        event.properties.append(Property(.summary, parameters: [Parameter("X-P", "a\r\nEND:VEVENT")], value: "b\r\nEND:VEVENT\0"))
        event.properties.append(Property(.description, text: "c\r\nEND:VEVENT"))
        let calendar = Component(.vcalendar, components: [event])
        let parsed = Parser().parse(Serializer().text(of: calendar))
        #expect(parsed.calendars == [calendar])
        let read = try #require(parsed.calendars.first?.components.first)
        #expect(read.first(.summary)?.parameter("X-P") == "a\nEND:VEVENT")
        #expect(read.first(.description)?.text == "c\nEND:VEVENT")
    }

    @Test func compactingChangesNothing() throws {
        let parsed = Parser().parse(ParserStructureTests.event("SUMMARY;LANGUAGE=de:x", "BEGIN:VALARM", "ACTION:DISPLAY", "END:VALARM"))
        let calendar = try #require(parsed.calendars.first)
        let compact = calendar.compacted()
        #expect(compact == calendar)
        #expect(compact.components.first?.first(.summary)?.parameter("LANGUAGE") == "de")
        #expect(compact.components.first?.first(.summary)?.lineNumber == calendar.components.first?.first(.summary)?.lineNumber)
    }
}

extension String {
    /// The pieces between line ends; the empty one behind the last is left out.
    fileprivate func components(separatedByLineEnd end: String) -> [String] {
        var pieces: [String] = []
        var piece: [UInt8] = []
        for octet in utf8 {
            piece.append(octet)
            if piece.count >= end.utf8.count, piece.suffix(end.utf8.count).elementsEqual(end.utf8) {
                pieces.append(String(decoding: piece.dropLast(end.utf8.count), as: UTF8.self))
                piece = []
            }
        }
        return piece.isEmpty ? pieces : pieces + [String(decoding: piece, as: UTF8.self)]
    }
}
