import GatewayTesting
import Testing

/// A WCAP client that has logged in: each command answers with the unfolded lines of its `text/calendar`.
struct WCAPSession: Sendable {
    private let client: HTTPClient
    private let id: String

    init(_ gateway: RunningGateway, _ user: String) async throws {
        client = gateway.client(nil)
        let answer = try await client.get("/login.wcap?fmt-out=text/calendar&user=\(user)&password=\(RunningGateway.password)")
        let prefix = "X-NSCP-WCAP-SESSION-ID:"
        id = String(try #require(answer.text.contentLines.first { $0.hasPrefix(prefix) }).dropFirst(prefix.count))
    }

    /// `command` with its parameters, as `storeevents?uid=x&summary=y`; spaces, quotes and the like are encoded here.
    func lines(_ command: String) async throws -> [String] {
        var target = ""
        for octet in command.replacing("?", with: ".wcap?id=\(id)&fmt-out=text/calendar&", maxReplacements: 1).utf8 {
            let isPlain = octet > 0x20 && octet < 0x7F && octet != UInt8(ascii: "\"")
            target += isPlain ? String(UnicodeScalar(octet)) : "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16)
        }
        let answer = try await client.get("/" + target)
        #expect(answer.status == 200)
        return answer.text.contentLines
    }

    /// Imports a text into a calendar.
    func importing(_ text: String, into calid: String) async throws -> [String] {
        let target = "/import.wcap?id=\(id)&calid=\(calid)&content-in=text/calendar&fmt-out=text/calendar"
        let answer = try await client.send("POST", target, headers: [("Content-Type", "text/calendar")], text: text)
        #expect(answer.status == 200)
        return answer.text.contentLines
    }

    /// The error number of a command: the first that is not 0.
    func errno(_ command: String) async throws -> Int { try await lines(command).errno }
}

extension [String] {
    /// The first error number of an answer that is not 0; -2 without any.
    var errno: Int {
        let numbers = compactMap { line -> Int? in
            line.hasPrefix("X-NSCP-WCAP-ERRNO:") ? Int(line.dropFirst("X-NSCP-WCAP-ERRNO:".count)) : nil
        }
        return numbers.first { $0 != 0 } ?? numbers.first ?? -2
    }
}
