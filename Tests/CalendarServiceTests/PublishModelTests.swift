import CalendarService
import CalendarStore
import ICalendar
import SeededRandom
import Testing

/// Random publishes against a calendar that is a dictionary.
@Suite("Publishing, against a model")
struct PublishModelTests {
    @Test("Random sequences leave what the model says", arguments: 0..<12 as Range<UInt64>)
    func sequences(seed: UInt64) async throws {
        try await TestService.with { test in
            var random = SeededGenerator(seed: seed)
            var model: [String: String] = [:]
            for _ in 0..<15 {
                let revision = try await test.info().calendar.revision
                var incoming: [String: String] = [:]
                for _ in 0..<Int.random(in: 0..<8, using: &random) {
                    incoming["u\(Int.random(in: 0..<10, using: &random))"] = "s\(Int.random(in: 0..<3, using: &random))"
                }
                let text = SampleText.calendar(incoming.shuffled(using: &random).map { SampleText.event($0.key, $0.value) })
                let mode: Publish.Mode = Bool.random(using: &random) ? .add : .replace
                let report = try await test.publish(text, mode)
                let before = model
                if mode == .replace { model = [:] }
                model.merge(incoming) { $1 }
                #expect(report.added == model.count { before[$0.key] == nil })
                #expect(report.changed == model.count { before[$0.key] != nil && before[$0.key] != $0.value })
                #expect(report.removed == before.count { model[$0.key] == nil })
                #expect((report.calendar.calendar.revision == revision) == (before == model))
                #expect(try await contents(test) == model)
            }
            #expect(try await test.service.check() == [])
        }
    }

    private func contents(_ test: TestService) async throws -> [String: String] {
        try await test.service.collect(.all, in: TestService.calendar, for: test.jdoe, into: [:]) { result, view, _ in
            result[view.object.uid] = view.object.master?.first(.summary)?.text
            return true
        }
    }
}
