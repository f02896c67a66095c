import Foundation
import GatewayTesting
import Testing
import XMLDocument

/// A recorded session of a client, with what it needs to find in the answers (`fixtures/caldav/clients`).
///
/// `> METHOD PATH` begins a request, followed by its headers (`Authorization: none`: without login), an empty line and its body. Lines with
/// `= ` are about the answer: its status; `header NAME TEXT`; `body TEXT`; `found P…` and `at HREF P…`, properties that the first resource or the
/// one of that href has; `let NAME property P` and `let NAME header H`, which keep an href for `{NAME}` in later requests.
struct ClientSession {
    struct Step {
        var line: String
        var headers: [(String, String)] = []
        var body = ""
        var expectations: [String] = []
    }

    let steps: [Step]

    init(named name: String) throws {
        let text = try String(contentsOf: Fixture.folder.appendingPathComponent("clients/\(name).txt"), encoding: .utf8)
        var steps: [Step] = []
        var isInBody = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) where !line.hasPrefix("#") {
            if line.hasPrefix("> ") {
                steps.append(Step(line: String(line.dropFirst(2))))
                isInBody = false
            } else if steps.isEmpty {
                continue
            } else if line.hasPrefix("= ") {
                steps[steps.count - 1].expectations.append(String(line.dropFirst(2)))
            } else if line.isEmpty, !isInBody {
                isInBody = true
            } else if isInBody {
                steps[steps.count - 1].body += line + "\n"
            } else {
                let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                try #require(parts.count == 2, "\(line)")
                steps[steps.count - 1].headers.append((parts[0], parts[1]))
            }
        }
        self.steps = steps
    }

    /// Plays the session against a server whose account `jdoe` is new.
    func play(_ gateway: RunningGateway) async throws {
        var kept: [String: String] = [:]
        for (number, step) in steps.enumerated() {
            let line = Self.filled(step.line, kept).split(separator: " ", maxSplits: 1).map(String.init)
            try #require(line.count == 2)
            let isAnonymous = step.headers.contains { $0 == ("Authorization", "none") }
            var headers = step.headers.filter { $0.0 != "Authorization" }
            if !step.body.isEmpty, !headers.contains(where: { $0.0 == "Content-Type" }) { headers.append(("Content-Type", "text/xml")) }
            var body = Self.filled(step.body, kept).trimmingCharacters(in: .newlines)
            if body == "{event}" { body = Sample.event("client-\(number)") }
            let answer = try await gateway.client(isAnonymous ? nil : "jdoe").send(line[0], line[1], headers: headers, text: body)
            for expectation in step.expectations {
                try Self.check(expectation, answer, "\(step.line): \(answer.text)", &kept)
            }
        }
    }

    private static func filled(_ text: String, _ kept: [String: String]) -> String {
        kept.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
    }

    private static func check(_ expectation: String, _ answer: HTTPAnswer, _ comment: String, _ kept: inout [String: String]) throws {
        let words = expectation.split(separator: " ").map(String.init)
        switch words[0] {
        case "header":
            let wanted = words.dropFirst(2).joined(separator: " ")
            #expect(answer.header(words[1])?.contains(wanted) == true, "\(words[1]) in \(comment)")
        case "body": #expect(answer.text.contains(words[1]), "\(comment)")
        case "found":
            let resource = try #require(try Multistatus(answer).resources.first, "\(comment)")
            for name in words.dropFirst() { #expect(resource.property(property(name)) != nil, "\(name) in \(comment)") }
        case "at":
            let resource = try #require(try Multistatus(answer)[words[1]], "\(comment)")
            for name in words.dropFirst(2) { #expect(resource.property(property(name)) != nil, "\(name) in \(comment)") }
        case "let" where words[2] == "property":
            kept[words[1]] = try #require(try Multistatus(answer).resources.first?.href(in: property(words[3])), "\(comment)")
        case "let":
            let value: String = try #require(answer.header(words[3]), "\(comment)")
            kept[words[1]] = value
        default: #expect(Int(words[0]) == answer.status, "\(comment)")
        }
    }

    private static func property(_ text: String) -> XMLName {
        let parts = text.split(separator: ":").map(String.init)
        let namespaces = ["D": XMLNamespace.dav, "C": XMLNamespace.caldav, "CS": XMLNamespace.calendarServer, "A": XMLNamespace.appleICal]
        return XMLName(namespace: namespaces[parts[0]] ?? "", local: parts[parts.count - 1])
    }
}
