import Foundation
import ICalendar
import Testing

/// Cases on which independent expanders agree (`fixtures/recurrence`).
@Suite struct RecurrenceCaseTests {
    struct Case: Decodable {
        var id: String
        var ics: String
        var range_start: String
        var range_end: String
        var expected_starts_utc: [String]
        var alternative_starts_utc: [String]?
        var rrule: String?
    }

    static func cases(_ file: String) throws -> [Case] {
        let decoder = JSONDecoder()
        return try RecurrenceSample.fixture(file).split(separator: "\n").map { try decoder.decode(Case.self, from: Data($0.utf8)) }
    }

    /// The time of an instance by which the cases' ranges count: dates and floating times as if they were UTC.
    private func check(_ item: Case) throws {
        let expansion = try RecurrenceSample.expansion(text: item.ics)
        let range = try RecurrenceSample.range(item.range_start, item.range_end)
        let occurrences = expansion.occurrences(overlapping: range)
        let starts = occurrences.list.filter { $0.startInstant >= range.lowerBound }.map(RecurrenceSample.text)
        let found = Set(starts)
        let isExpected = found == Set(item.expected_starts_utc) || item.alternative_starts_utc.map { found == Set($0) } ?? false
        #expect(isExpected, "\(item.id) \(item.rrule ?? ""): \(starts.prefix(20)) instead of \(item.expected_starts_utc.prefix(20))")
        #expect(found.count == starts.count, "\(item.id): an instance came twice")
        #expect(occurrences.isComplete, "\(item.id)")
        #expect(zip(occurrences.list, occurrences.list.dropFirst()).allSatisfy { $0.startInstant <= $1.startInstant }, "\(item.id)")
    }

    @Test(arguments: [("cases.jsonl", 1543), ("two-of-three.jsonl", 33), ("rfc5545-examples.jsonl", 43)])
    func everyCase(file: String, count: Int) throws {
        let cases = try RecurrenceCaseTests.cases(file)
        #expect(cases.count == count)
        for item in cases { try check(item) }
    }

    @Test func skipOfMissingDays() throws {
        let gregorian = try RecurrenceCaseTests.cases("rscale-optional.jsonl").filter { $0.rrule?.contains("RSCALE=GREGORIAN") ?? false }
        #expect(gregorian.count == 5)
        for item in gregorian { try check(item) }
    }

    @Test func otherCalendarScalesShowOnce() throws {
        let others = try RecurrenceCaseTests.cases("rscale-optional.jsonl").filter { !($0.rrule?.contains("RSCALE=GREGORIAN") ?? true) }
        #expect(others.count == 3)
        for item in others {
            let expansion = try RecurrenceSample.expansion(text: item.ics)
            let occurrences = expansion.occurrences(overlapping: Instant.distantPast..<Instant.distantFuture)
            #expect(occurrences.list.map(RecurrenceSample.text) == Array(item.expected_starts_utc.prefix(1)), "\(item.id)")
            #expect(occurrences.isComplete)
        }
    }

    /// Each instance of a case is found by its name, and a name next to it is not.
    @Test func instancesAreFoundByName() throws {
        for item in try RecurrenceCaseTests.cases("cases.jsonl").prefix(400) {
            let expansion = try RecurrenceSample.expansion(text: item.ics)
            let range = try RecurrenceSample.range(item.range_start, item.range_end)
            for occurrence in expansion.occurrences(overlapping: range, limit: 12).list {
                guard let name = occurrence.recurrenceID else { continue }
                #expect(expansion.occurrence(recurrenceID: name) == occurrence, "\(item.id)")
            }
        }
    }
}
