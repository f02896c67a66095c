import Foundation
import GatewayTesting
import Synchronization
import Testing

/// The server is killed again and again while clients write through every protocol.
@Suite(.serialized) struct KillTests {
    @Test("Killed fifty times under load, it loses nothing acknowledged and keeps no half of anything", .timeLimit(.minutes(10)))
    func killedUnderLoad() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let data = folder.file("data")
        try await CalgateCommandLine.succeed("user", "add", "jdoe", "--data", data, "--password-file", "-", input: "secret\n")
        let ledger = Ledger()
        for round in 0..<50 {
            let server = try await ServerProcess(data: data, messages: folder)
            try await Self.verify(ledger, server, round: round)
            let before = ledger.count
            let writers = Self.write(to: server, ledger, round: round)
            // Every fourth time it is killed wherever it is by then, otherwise a while after its first answer.
            for _ in 0..<2000 where round % 4 != 3 && ledger.count == before { try await Task.sleep(for: .milliseconds(5)) }
            try await Task.sleep(for: .milliseconds(Int.random(in: 5...150)))
            await server.kill()
            await writers.value
            if round % 10 == 9 {
                let check = try await CalgateCommandLine.run("store", "check", "--data", data)
                try #require(check.exitCode == 0, "after \(round + 1) kills: \(check.text) \(check.messages)")
            }
        }
        let server = try await ServerProcess(data: data, messages: folder)
        for period in 0..<5 { try await Self.verify(ledger, server, round: period * 10) }
        #expect(await server.stop() == 0)
        // Most servers were killed at work.
        #expect(ledger.count > 200, "only \(ledger.count) writes were acknowledged")
        #expect(try await CalgateCommandLine.run("store", "check", "--data", data).exitCode == 0)
    }

    // MARK: Writing

    /// Writers of every kind, until the server is gone.
    private static func write(to server: ServerProcess, _ ledger: Ledger, round: Int) -> Task<Void, Never> {
        let jdoe = server.client("jdoe")
        let period = round / 10
        return Task {
            await withTaskGroup(of: Void.self) { group in
                for writer in 0..<2 {
                    // Single items, added.
                    repeating(in: &group) { number in
                        let uid = "single-\(round)-\(writer)-\(number)"
                        let text = SampleText.calendar([SampleText.event(uid)])
                        let answer = try await jdoe.put("/CalendarData/Singles\(period).ics", text: text)
                        guard accepted.contains(answer.status) else { throw HTTPFailure("PUT: \(answer.status) \(answer.text)") }
                        ledger.acknowledge(uid)
                    }
                }
                // Files of ten, added.
                repeating(in: &group) { number in
                    let name = "batch-\(round)-\(number)"
                    let text = SampleText.calendar((0..<10).map { SampleText.event("\(name)_\($0)") })
                    let answer = try await jdoe.put("/CalendarData/Batches\(period).ics", text: text)
                    guard accepted.contains(answer.status) else { throw HTTPFailure("publish: \(answer.status) \(answer.text)") }
                    ledger.acknowledge(name)
                }
                // One calendar of twenty, replaced as a whole.
                repeating(in: &group) { _ in
                    let generation = ledger.nextGeneration()
                    let text = SampleText.calendar((0..<20).map { SampleText.event("whole-\(generation)-\($0)", summary: "\(generation)") })
                    let answer = try await jdoe.put("/CalendarDataDel/Whole.ics", text: text)
                    guard accepted.contains(answer.status) else { throw HTTPFailure("replace: \(answer.status) \(answer.text)") }
                    ledger.acknowledge(generation: generation)
                }
                // Single objects through CalDAV, each under a name of its own.
                repeating(in: &group) { number in
                    let uid = "dav_\(round)_\(number)"
                    let text = SampleText.calendar([SampleText.event(uid)])
                    let answer = try await jdoe.put(
                        "/CalDAV/Calendar/\(uid).ics", headers: [("Content-Type", "text/calendar"), ("If-None-Match", "*")], text: text)
                    guard answer.status == 201 else { throw HTTPFailure("CalDAV PUT: \(answer.status) \(answer.text)") }
                    ledger.acknowledge(uid)
                }
                // WCAP, in one session that outlives every kill.
                repeating(in: &group) { number in
                    let session = try await ledger.session { try await WCAPSession.login(jdoe) }
                    let uid = "wcap_\(round)_\(number)"
                    let answer = try await jdoe.get(
                        "/storeevents.wcap?id=\(session)&calid=jdoe&uid=\(uid)&dtstart=20260302T090000Z&dtend=20260302T100000Z"
                            + "&summary=Meeting&fmt-out=text/calendar")
                    guard answer.text.contains("X-NSCP-WCAP-ERRNO:0") else { throw HTTPFailure("storeevents: \(answer.text)") }
                    ledger.acknowledge(uid)
                }
            }
        }
    }

    private static let accepted = [200, 201, 204]

    /// Runs a write again and again until the server does not answer any more; any other failure is one of the test.
    private static func repeating(in group: inout TaskGroup<Void>, _ write: @escaping @Sendable (Int) async throws -> Void) {
        group.addTask {
            for number in 0..<1000 {
                do {
                    try await write(number)
                } catch let failure as HTTPFailure {
                    // Refused, cut off or closed without a word: the server is dead. Everything else is an answer.
                    if failure.description.hasPrefix("cannot connect") || failure.description.hasPrefix("no ") { return }
                    Issue.record("\(failure)")
                    return
                } catch {
                    Issue.record("\(error)")
                    return
                }
            }
        }
    }

    // MARK: Reading

    private static func verify(_ ledger: Ledger, _ server: ServerProcess, round: Int) async throws {
        let jdoe = server.client("jdoe")
        let period = round / 10
        func uids(_ calendar: String) async throws -> [String] {
            let answer = try await jdoe.get("/CalendarData/\(calendar).ics")
            if answer.status == 404 { return [] }
            try #require(answer.status == 200, "\(calendar) after \(round) kills: \(answer.status) \(answer.text)")
            let found = answer.text.values("UID")
            #expect(Set(found).count == found.count, "an item stands twice in \(calendar)")
            return found
        }
        func ofPeriod(_ name: String) -> Bool {
            name.split(whereSeparator: { "-_".contains($0) }).dropFirst().first.flatMap { Int($0) }.map { $0 / 10 == period } ?? false
        }
        let singles = Set(try await uids("Singles\(period)"))
        let batches = Dictionary(grouping: try await uids("Batches\(period)")) { String($0.prefix { $0 != "_" }) }
        let stored = Set(try await uids("Calendar"))
        for (name, items) in batches { #expect(items.count == 10, "\(name) was stored by half after \(round) kills") }
        let lost = ledger.acknowledged.filter { name in
            if name.hasPrefix("wcap") || name.hasPrefix("dav") { return !stored.contains(name) }
            guard ofPeriod(name) else { return false }
            return name.hasPrefix("single") ? !singles.contains(name) : batches[name] == nil
        }
        try #require(lost.isEmpty, "acknowledged and lost after \(round) kills: \(lost.sorted().prefix(5))")
        let whole = try await jdoe.get("/CalendarData/Whole.ics")
        if whole.status == 404 {
            #expect(ledger.generation == 0)
        } else {
            let generations = Set(whole.text.values("SUMMARY").compactMap { Int($0) })
            #expect(generations.count == 1 && whole.text.values("UID").count == 20, "a replacement by half after \(round) kills")
            // The one in the air when the server died may have been written.
            #expect((generations.first ?? -1) >= ledger.generation, "an acknowledged replacement is lost after \(round) kills")
        }
    }
}

/// What the server has promised.
private final class Ledger: Sendable {
    private struct State {
        var acknowledged: Set<String> = []
        var started = 0
        var generation = 0
        var session: String?
    }
    private let state = Mutex(State())

    var acknowledged: Set<String> { state.withLock { $0.acknowledged } }
    var count: Int { state.withLock { $0.acknowledged.count } }
    /// The newest acknowledged generation.
    var generation: Int { state.withLock { $0.generation } }

    func acknowledge(_ name: String) { state.withLock { _ = $0.acknowledged.insert(name) } }

    func acknowledge(generation: Int) { state.withLock { $0.generation = max($0.generation, generation) } }

    func nextGeneration() -> Int {
        state.withLock {
            $0.started += 1
            return $0.started
        }
    }

    func session(_ login: () async throws -> String) async throws -> String {
        if let known = state.withLock({ $0.session }) { return known }
        let new = try await login()
        state.withLock { $0.session = new }
        return new
    }
}

/// WCAP by hand.
enum WCAPSession {
    static func login(_ client: HTTPClient, user: String = "jdoe", password: String = "secret") async throws -> String {
        let answer = try await client.with(credentials: nil).get("/login.wcap?user=\(user)&password=\(password)&fmt-out=text/calendar")
        guard let id = answer.text.values("X-NSCP-WCAP-SESSION-ID").first else { throw HTTPFailure("login: \(answer.text)") }
        return id
    }
}
