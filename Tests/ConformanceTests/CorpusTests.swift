import CalendarService
import CalendarStore
import Calgate
import Foundation
import GatewayTesting
import Testing

/// Calendars as programs write them go in by PUT and come back whole: fixtures of our own, and the open corpus where it lies beside the repository.
struct CorpusTests {
    @Test("Exports of well-known programs come back line by line", arguments: TestFiles.calendars(under: TestFiles.producers))
    func producers(file: URL) async throws {
        try await RunningGateway.run { gateway async throws in
            let problems = try await CorpusTests.problems(of: file, gateway, name: "Calendar")
            #expect(problems.isEmpty, "\(file.lastPathComponent): \(problems.joined(separator: "\n"))")
        }
    }

    @Test("The open corpus comes back whole", .timeLimit(.minutes(15))) func corpus() async throws {
        guard let corpus = TestFiles.corpus else {
            print("open corpus: not beside the repository, not tried")
            return
        }
        let files = try TestFiles.readable(in: corpus)
        try #require(files.count > 500)
        try await RunningGateway.run { gateway async throws in
            let numbered = Array(files.enumerated())
            let problems = try await withThrowingTaskGroup(of: [String].self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        var problems: [String] = []
                        for (number, file) in numbered where number % 4 == worker {
                            let found = try await CorpusTests.problems(of: file, gateway, name: "Corpus\(number)")
                            if !found.isEmpty { problems.append("\(file.path): " + found.prefix(4).joined(separator: "\n    ")) }
                        }
                        return problems
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(problems.isEmpty, "\(problems.count) files:\n\(problems.sorted().joined(separator: "\n"))")
        }
    }

    /// Publishes a file, reads it back, publishes what came back elsewhere, and asks the feed and WCAP for it.
    private static func problems(of file: URL, _ gateway: RunningGateway, name: String) async throws -> [String] {
        let sent = [UInt8](try Data(contentsOf: file))
        let jdoe = gateway.client("jdoe")
        let path = "/CalendarData/\(name).ics"
        let put = try await jdoe.send("PUT", path, headers: [("Content-Type", "text/calendar")], body: sent)
        // What breaks the rules of a publish is refused with a reason; the reader's tests say which files that may be.
        if put.status == 422 { return put.text.contains("line ") ? [] : ["refused without a reason: \(put.text)"] }
        guard [200, 201, 204].contains(put.status) else { return ["PUT: \(put.status) \(put.text.prefix(300))"] }
        let get = try await jdoe.get(path)
        guard get.status == 200 else { return ["GET: \(get.status)"] }
        var problems = SentAndServed(sent: sent, served: get.body).problems

        let second = try await jdoe.send("PUT", "/CalendarData/\(name)-again.ics", body: get.body)
        guard [201, 204].contains(second.status) else { return problems + ["what GET served is refused: \(second.status) \(second.text)"] }
        let again = try await jdoe.get("/CalendarData/\(name)-again.ics")
        if SentAndServed.withoutCalendarName(again.text) != SentAndServed.withoutCalendarName(get.text) {
            problems.append("GET, PUT elsewhere, GET differs")
        }
        let unchanged = try await jdoe.send("PUT", "/CalendarDataDel/\(name).ics", body: get.body)
        if unchanged.etag != get.etag { problems.append("publishing what GET served changed the calendar") }

        let calid = try await gateway.calid(of: name)
        let feed = "/webcal/collection/\(try await gateway.publicID(of: calid))"
        let etag = try await jdoe.get(feed).etag ?? ""
        let conditional = try await jdoe.get(feed, headers: [("If-None-Match", etag)])
        if conditional.status != 304 || !conditional.body.isEmpty { problems.append("webcal: \(conditional.status) instead of 304") }

        // Far from today too: whatever is in it, WCAP answers with one whole calendar.
        let wcap = try await WCAPClient(gateway)
        for range in ["dtstart=20260101T000000Z&dtend=20270101T000000Z", "dtstart=0&dtend=0"] {
            let lines = try await wcap.call("fetchcomponents_by_range", "calid=\(calid)&\(range)").contentLines
            if !lines.contains("X-NSCP-WCAP-ERRNO:0") { problems.append("WCAP: \(lines.filter { $0.contains("ERRNO") })") }
            let begins = lines.filter { $0.hasPrefix("BEGIN:") }.count
            if begins != lines.filter({ $0.hasPrefix("END:") }).count || lines.last != "END:VCALENDAR" {
                problems.append("WCAP: half an answer")
            }
            if let odd = lines.first(where: { !$0.contains(":") }) { problems.append("WCAP: a line without colon: \(odd)") }
        }
        return problems
    }
}

extension RunningGateway {
    /// The calid of a calendar of jdoe's by its name.
    func calid(of name: String) async throws -> String {
        try await withStore { open, caller in
            let info = try await open.service.calendars(ofOwner: "jdoe", for: caller).first { $0.calendar.name == name }
            return try await open.calid(of: #require(info))
        }
    }
}
