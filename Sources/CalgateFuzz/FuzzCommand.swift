import ArgumentParser
import Foundation
import ICalendar
import TimeZoneDatabase

/// Reads random broken calendars by the million.
@main struct FuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calgate-fuzz",
        abstract: "Feed randomly broken calendars to the parser, the rule parser, the time zones and the expansion.",
        discussion: """
            Ends with status 0 when every input was read, with 1 when a promise was broken, and by a signal when something trapped; \
            the number of the input is printed, and --first NUMBER --inputs 1 makes it again.
            """
    )

    @Option(help: "How many inputs.") var inputs: UInt64 = 100_000
    @Option(help: "Seed of all randomness.") var seed: UInt64 = 1
    @Option(help: "Number of the first input; split a long run over several processes with it.") var first: UInt64 = 0
    @Option(help: "Folder with texts to start from.") var seeds = "fixtures"
    @Flag(help: "Write the inputs to stdout instead of reading them.") var show = false

    func run() throws {
        let mutator = Mutator(seeds: try SeedTexts.load(from: URL(fileURLWithPath: seeds)))
        guard !mutator.seeds.isEmpty else { throw ValidationError("no calendar files under \(seeds)") }
        if show {
            for number in first..<(first + inputs) { FileHandle.standardOutput.write(Data(mutator.text(number: number, seed: seed))) }
            return
        }
        let exercise = Exercise(registry: TimeZoneRegistry(provider: try SystemTimeZoneDatabase()))
        CrashReport.install()
        let clock = ContinuousClock()
        let begin = clock.now
        var broken = 0
        var slowest = Duration.zero
        for number in first..<(first + inputs) {
            CrashReport.number = number
            if number % 512 == 0 { alarm(60) }
            let text = mutator.text(number: number, seed: seed)
            let start = clock.now
            let problems = exercise.problems(with: text, charset: number % 7 == 0 ? "iso-8859-15" : nil)
            exercise.readRule(Array(text.prefix(300)))
            let time = clock.now - start
            if time > slowest {
                slowest = time
                if time > .milliseconds(200) { print("#\(number) took \(time)") }
            }
            if !problems.isEmpty {
                broken += 1
                if broken <= 20 { print("#\(number): \(Set(problems).sorted().joined(separator: "; "))") }
            }
            let done = number - first + 1
            if done % 100_000 == 0 {
                print("\(done) inputs, \(clock.now - begin), slowest \(slowest), broken promises \(broken)")
                fflush(nil)
            }
        }
        alarm(0)
        print("done: \(inputs) inputs in \(clock.now - begin), slowest \(slowest), broken promises \(broken), no crash")
        if broken > 0 { throw ExitCode(1) }
    }
}
