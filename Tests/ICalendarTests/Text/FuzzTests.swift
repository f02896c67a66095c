import Foundation
import ICalendar
import Testing
import TimeZoneDatabase

@testable import CalgateFuzz

/// A short run of the fuzzer with fixed seeds; `calgate-fuzz` does the long ones.
@Suite struct FuzzTests {
    @Test func randomEditsOfFixturesBreakNoPromise() throws {
        try run(SeedTexts.load(from: TestFiles.fixtures), inputs: 2500, seed: 20_261_121)
    }

    @Test(.enabled(if: TestFiles.corpus != nil, "the corpus is not beside the repository"))
    func randomEditsOfTheCorpusBreakNoPromise() throws {
        try run(SeedTexts.load(from: try #require(TestFiles.corpus)), inputs: 1500, seed: 7)
    }

    private func run(_ seeds: [[UInt8]], inputs: UInt64, seed: UInt64) throws {
        #expect(seeds.count > 50)
        let mutator = Mutator(seeds: seeds)
        let exercise = Exercise(registry: TimeZoneRegistry(provider: try SystemTimeZoneDatabase()))
        let clock = ContinuousClock()
        let begin = clock.now
        // Bounded in time, so that a busy machine tries less and does not fail.
        for number in 0..<inputs where clock.now - begin < .seconds(8) {
            let text = mutator.text(number: number, seed: seed)
            #expect(exercise.problems(with: text) == [], "input \(number), seed \(seed)")
            exercise.readRule(Array(text.prefix(300)))
        }
    }
}
