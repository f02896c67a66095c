import Foundation
import ICalendar
import Testing

/// Real files of many producers, where the corpus lies beside the repository.
@Suite struct CorpusTests {
    @Test(.enabled(if: TestFiles.corpus != nil, "the corpus is not beside the repository"))
    func everyFileThatMustBeReadIsRead() throws {
        let corpus = try #require(TestFiles.corpus)
        var count = 0
        for entry in try CorpusEntry.all(in: corpus) {
            let text = try TestFiles.octets(corpus.appendingPathComponent(entry.file))
            let clock = ContinuousClock()
            let begin = clock.now
            let parsed = Parser().parse(text)
            _ = StorageAcceptance.judge(parsed, for: .calendarData)
            // A debug build on a busy machine; what hangs takes longer than any of that.
            #expect(clock.now - begin < .seconds(15), "\(entry.file)")
            // Whatever it is, it comes back equal.
            for calendar in parsed.calendars {
                let again = Parser().parse(Serializer().text(of: calendar))
                #expect(again.calendars.first == calendar, "\(entry.file)")
            }
            guard entry.mustBeRead else { continue }
            count += 1
            #expect(parsed.errors.isEmpty, "\(entry.file): \(parsed.errors.map(\.reason))")
        }
        #expect(count > 1000)
    }

    /// Not compared where the parser repairs more than line ends: those texts have tests of their own.
    @Test(.enabled(if: TestFiles.corpus != nil, "the corpus is not beside the repository"))
    func everyLineIsKept() throws {
        let corpus = try #require(TestFiles.corpus)
        let harmless: Set<Deviation> = [
            .bareLineFeed, .bareCarriageReturn, .mixedLineEnds, .missingFinalLineEnd, .blankLine, .byteOrderMark, .missingCalendar,
            .severalCalendars,
        ]
        let changing: Set<Deviation> = [
            .utf16, .notUTF8, .controlCharacter, .trailingJunk, .lineWithoutColon, .unfoldedText, .propertyOutsideComponent,
            .nestedCalendar,
            .quotedPrintable, .vCalendar1,
        ]
        #expect(harmless.isDisjoint(with: changing))
        var count = 0
        for file in TestFiles.calendars(under: corpus) {
            var text = try TestFiles.octets(file)
            if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
            let parsed = Parser().parse(text)
            guard parsed.errors.isEmpty, !parsed.findings.contains(where: { changing.contains($0.deviation) }) else { continue }
            #expect(PlainUnfolding(parsed.calendars).components == PlainUnfolding(text).components, "\(file.path)")
            count += 1
        }
        #expect(count > 1000)
    }

    @Test(.enabled(if: TestFiles.corpus != nil, "the corpus is not beside the repository"))
    func componentsAreCountedAsInTheIndex() throws {
        func count(_ component: Component) -> Int { component.components.reduce(1) { $0 + count($1) } }
        let corpus = try #require(TestFiles.corpus)
        for entry in try CorpusEntry.all(in: corpus) where entry.mustBeRead {
            guard let components = entry.components, components > 0 else { continue }
            let parsed = Parser().parse(try TestFiles.octets(corpus.appendingPathComponent(entry.file)))
            // Bare components were put into a VCALENDAR of ours, which the index does not count.
            let all = parsed.calendars.reduce(0) { $0 + count($1) - ($1.lineNumber == 0 ? 1 : 0) }
            #expect(all == components, "\(entry.file)")
        }
    }
}
