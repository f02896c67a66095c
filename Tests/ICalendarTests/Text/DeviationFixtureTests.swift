import Foundation
import ICalendar
import Testing

/// The hundred texts with one deviation or attack each, against `expectations.tsv` beside them.
@Suite struct DeviationFixtureTests {
    struct Expectation: CustomTestStringConvertible, Sendable {
        var file: String
        var isRepaired: Bool
        var verdicts: [String]
        var findings: String
        var testDescription: String { file }
    }

    static let folder = TestFiles.fixtures.appendingPathComponent("ics/deviations")

    static let expectations: [Expectation] = {
        let rows = (try? TestFiles.rows(folder.appendingPathComponent("expectations.tsv"))) ?? []
        return rows.filter { $0.count >= 6 }
            .map { Expectation(file: $0[0], isRepaired: $0[1] == "repaired", verdicts: Array($0[2...4]), findings: $0[5]) }
    }()

    @Test func allTextsHaveAnExpectation() {
        #expect(Self.expectations.map(\.file) == TestFiles.calendars(under: Self.folder).map(\.lastPathComponent))
        #expect(Self.expectations.count == 100)
    }

    @Test(arguments: expectations)
    func isReadAndJudgedAsExpected(_ expectation: Expectation) throws {
        let parsed = Parser().parse(try TestFiles.octets(Self.folder.appendingPathComponent(expectation.file)))
        #expect(parsed.wasRepaired == expectation.isRepaired)
        let findings = parsed.findings + ValueChecker().findings(in: parsed.calendars)
        let words = findings.prefix(5).map { "\($0.severity):\($0.deviation.rawValue):\($0.line)" }.joined(separator: " ")
        #expect(words == expectation.findings)
        let verdicts = StorageEntry.allCases.map { entry in
            let judgement = StorageAcceptance.judge(parsed, for: entry)
            return judgement.isAccepted ? (judgement.needsRepair ? "repair" : "accept") : "refuse"
        }
        #expect(verdicts == expectation.verdicts)
    }

    @Test(arguments: expectations)
    func comesBackEqual(_ expectation: Expectation) throws {
        let parsed = Parser().parse(try TestFiles.octets(Self.folder.appendingPathComponent(expectation.file)))
        guard parsed.errors.isEmpty else { return }
        for calendar in parsed.calendars {
            let again = Parser().parse(Serializer().text(of: calendar))
            #expect(again.calendars == [calendar])
            #expect(!again.wasRepaired)
        }
    }

    @Test(arguments: [
        ("13-fold-splits-utf8.ics", "Höllo"), ("12-latin1.ics", ""), ("10-utf16le-bom.ics", ""), ("11-utf16be-bom.ics", ""),
        ("70-nul-in-text.ics", "Hello"), ("71-control-chars.ics", "Hello"), ("48-quoted-printable.ics", "Héllo world"),
    ])
    func keepsTheText(_ file: String, _ summary: String) throws {
        let parsed = Parser().parse(try TestFiles.octets(Self.folder.appendingPathComponent(file)))
        let event = try #require(parsed.calendars.first?.components.first { $0.name == .vevent })
        let text = try #require(event.first(.summary)?.text)
        #expect(!text.contains("\u{FFFD}"))
        if !summary.isEmpty, file != "13-fold-splits-utf8.ics" { #expect(text == summary) }
    }
}
