import Foundation
import Testing

@testable import WCAP

/// Every folder of `fixtures/wcap`: requests, one a line, and what the last one answers in each format.
///
/// `{jdoe}` and `{susan}` stand for sessions. `UPDATE_FIXTURES=1` writes the answers anew; review the difference.
struct FixtureTests {
    /// The repository's fixtures.
    static let root: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "fixtures")
    }()

    private static let folder = root.appending(path: "wcap")

    private static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()

    @Test("Answers stay as they were reviewed, in every format", arguments: names)
    func answers(name: String) async throws {
        let folder = Self.folder.appending(path: name)
        let requests = try String(contentsOf: folder.appending(path: "requests.txt"), encoding: .utf8).split(separator: "\n").map(
            String.init)
        let last = try #require(requests.last)
        for (format, ending) in [("text/calendar", "ics"), ("text/xml", "xml"), ("text/js", "html")] {
            try await TestServer.run { server in
                let sessions = ["{jdoe}": try await server.login("jdoe"), "{susan}": try await server.login("susan")]
                func target(_ line: String) -> String { sessions.reduce(line) { $0.replacing($1.key, with: $1.value) } }
                for request in requests.dropLast() {
                    let answer = await server.text(target(request) + "&fmt-out=text/calendar")
                    #expect(answer.errnos == [0], "\(request)")
                }
                let answer = await server.answer(target(last) + "&fmt-out=\(format)")
                let file = folder.appending(path: "response.\(ending)")
                if ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] == "1" {
                    try Data(answer.octets).write(to: file)
                } else {
                    #expect(String(decoding: answer.octets, as: UTF8.self) == String(decoding: try Data(contentsOf: file), as: UTF8.self))
                }
            }
        }
    }

    @Test("Every command that answers in all formats has a fixture")
    func completeness() {
        #expect(!Self.names.isEmpty)
        // Random, binary, long or administrative answers are proved elsewhere.
        let others: Set = [
            "login", "get_guids", "get_all_timezones", "get_session", "admin_logout", "refresh", "shutdown", "storecomponents",
            "upload_file",
        ]
        for command in CommandTable.commands where !others.contains(command.name) {
            #expect(Self.names.contains(command.name), "\(command.name)")
        }
    }
}
