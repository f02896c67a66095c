import Foundation
import GatewayTesting
import Testing

/// Sends WCAP requests as octets that nobody touches on their way, and reads answers as the old clients do.
struct WCAPWire: Sendable {
    private let client: HTTPClient

    init(_ gateway: RunningGateway) { client = HTTPClient(port: gateway.port) }

    /// GET of `command.wcap?…`; every client counts anything but 200 and every empty body as a failure.
    func get(_ target: String) async throws -> String {
        let request = Array("GET /\(target) HTTP/1.1\r\nHost: calendar.example\r\nConnection: close\r\n\r\n".utf8)
        return try Self.body(HTTPAnswer(received: try await client.exchange(request)), target)
    }

    func post(_ target: String, type: String, body: String, headers: [(String, String)] = []) async throws -> String {
        try Self.body(try await client.send("POST", "/" + target, headers: [("Content-Type", type)] + headers, text: body), target)
    }

    private static func body(_ answer: HTTPAnswer, _ target: String) throws -> String {
        try #require(answer.status == 200, "\(target)")
        try #require(!answer.body.isEmpty, "\(target)")
        return answer.text
    }
}

extension String {
    /// Value of the first content line that begins with `name` and a colon or semicolon.
    func line(_ name: String) -> String? { lines(name).first }

    func lines(_ name: String) -> [String] {
        contentLines.filter { $0.hasPrefix(name + ":") || $0.hasPrefix(name + ";") }.compactMap { line in
            line.firstIndex(of: ":").map { String(line[line.index(after: $0)...]) }
        }
    }

    /// Whether the first line of a name has a value.
    func says(_ name: String, _ value: String) -> Bool { line(name) == value }

    func lacks(_ name: String) -> Bool { line(name) == nil }

    func lines(_ name: String, are values: String...) -> Bool { lines(name) == values }

    /// Whether the first element of a name has a text.
    func shows(_ name: String, _ text: String) -> Bool { elements(name).first == text }

    func elements(_ name: String, are texts: String...) -> Bool { elements(name) == texts }

    /// Texts of the elements of a name, as an XPath `//name` finds them.
    func elements(_ name: String) -> [String] {
        components(separatedBy: "<\(name)").dropFirst().compactMap { rest in
            guard let first = rest.first, first == ">" || first == " ", let start = rest.firstIndex(of: ">"),
                let end = rest.range(of: "</\(name)>")
            else { return nil }
            return String(rest[rest.index(after: start)..<end.lowerBound])
        }
    }

    /// `\w+` behind a text, as Perl's clients cut values out.
    func word(after text: String) -> String? {
        guard let place = range(of: text) else { return nil }
        let word = self[place.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        return word.isEmpty ? nil : String(word)
    }
}
