import Accounts
import CalendarStore
import Calgate
import Foundation
import GatewayTesting
import Testing

/// Requests that are answered from memory straight on the connection: nobody must be able to tell, but by the time it takes.
///
/// `TE: trailers` sends a request the ordinary way and changes nothing else.
struct DirectAnswerTests {
    private static let detour = "TE: trailers\r\n"
    private static let credentials = "Authorization: Basic \(Data("jdoe:\(RunningGateway.password)".utf8).base64EncodedString())\r\n"

    private static func event(_ summary: String) -> String {
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nBEGIN:VEVENT\r\nUID:one\r\nDTSTAMP:20250101T000000Z\r\n"
            + "DTSTART:20250301T100000Z\r\nSUMMARY:\(summary)\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    }

    private static func request(_ method: String, _ path: String, _ fields: String = credentials, host: String = "localhost") -> [UInt8] {
        Array("\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n\(fields)\r\n".utf8)
    }

    /// The answers of a connection's whole stream, to requests with these methods.
    private static func answers(_ octets: [UInt8], to methods: [String]) throws -> [HTTPAnswer] {
        var rest = octets[...]
        return try methods.map { method in
            guard let separator = rest.firstRange(of: Array("\r\n\r\n".utf8)) else { throw HTTPFailure("an answer is missing") }
            let head = try HTTPAnswer(received: Array(rest[..<separator.upperBound]))
            let hasBody = method != "HEAD" && head.status != 304
            let length = hasBody ? head.header("Content-Length").flatMap { Int($0) } ?? 0 : 0
            guard rest.count >= separator.upperBound - rest.startIndex + length else { throw HTTPFailure("an answer is cut off") }
            let end = separator.upperBound + length
            var answer = head
            answer.body = Array(rest[separator.upperBound..<end])
            rest = rest[end...]
            return answer
        }
    }

    /// All that an answer says, but for what is different each time.
    private static func essence(_ answer: HTTPAnswer) -> [String] {
        [String(answer.status)]
            + answer.headers.map { ["Date", "X-Request-Id"].contains($0.name) ? $0.name : "\($0.name): \($0.value)" }
            + [answer.text.replacing(#/Request id: \S+/#, with: "")]
    }

    @Test("Both ways give the same answers, headers and all")
    func sameAnswers() async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe")
            let made = try await client.put("/CalendarData/B%C3%BCro%20Mitte.ics", text: Self.event("a"))
            #expect(made.status == 201)
            let path = "/CalendarData/B%C3%BCro%20Mitte.ics"
            let first = try await client.get(path)
            let etag = try #require(first.etag)
            let id = try await gateway.publicID(of: "jdoe")
            #expect(try await client.put("/CalendarData/Public.ics", text: Self.event("b")).status == 201)
            try await gateway.setAccess("jdoe:Public", "@^c^r^g")
            let feed = "/webcal/collection/\(try await gateway.publicID(of: "jdoe:Public"))"
            let rows: [(String, String, String)] = [
                ("GET", path, Self.credentials),
                ("HEAD", path, Self.credentials),
                ("GET", path, Self.credentials + "If-None-Match: \(etag)\r\n"),
                ("HEAD", path, Self.credentials + "If-None-Match: \(etag)\r\n"),
                ("GET", path, Self.credentials + "If-None-Match: \"x\", W/\(etag)\r\n"),
                ("GET", path, Self.credentials + "If-None-Match: *\r\nConnection: Keep-Alive\r\n"),
                ("GET", path, Self.credentials + "If-None-Match: \"other\"\r\nIf-None-Match: \(etag)\r\n"),
                ("GET", path, Self.credentials + "If-Match: \"other\"\r\n"),
                ("GET", path, Self.credentials + "If-Modified-Since: Sat, 01 Jan 2050 00:00:00 GMT\r\n"),
                ("GET", path, Self.credentials + "If-Modified-Since: nonsense\r\n"),
                ("GET", path, Self.credentials + "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT\r\n"),
                ("GET", path, Self.credentials + "If: (nonsense\r\n"),
                ("GET", path, Self.credentials + "Range: bytes=0-3\r\nAccept-Encoding: gzip\r\nCookie: a=b; c=d\r\n"),
                ("GET", path + "?start=20250301T000000Z&end=20250302T000000Z", Self.credentials),
                ("GET", path + "#fragment", Self.credentials),
                ("GET", "//CalendarData//B%C3%BCro%20Mitte.ics", Self.credentials),
                ("GET", "/CalendarData/%2e%2e/x.ics", Self.credentials),
                ("GET", "/CalendarData/%zz.ics", Self.credentials),
                ("GET", "/CalendarData/nothing.ics", Self.credentials),
                ("GET", "/CalendarData/", Self.credentials),
                ("GET", "/CalendarData/~jdoe/Calendar.ics", Self.credentials),
                ("GET", "/CalendarData/~susan/Calendar.ics", Self.credentials),
                ("GET", path, ""),
                ("GET", path, "Authorization: Basic !!!\r\n"),
                ("GET", path, "Authorization: Bearer abc\r\n"),
                ("GET", path, "Authorization: Basic \(Data("jdoe:wrong".utf8).base64EncodedString())\r\n"),
                ("GET", "/webcal/collection/\(id)", Self.credentials),
                ("HEAD", "/webcal/collection/jdoe", Self.credentials),
                ("GET", "/webcal/collection/\(id)", ""),
                ("GET", "/webcal/elsewhere", Self.credentials),
                ("GET", feed, ""),
                ("HEAD", feed, "If-None-Match: *\r\n"),
                ("GET", feed, Self.credentials),
                ("OPTIONS", path, Self.credentials),
                ("GET", "/nowhere", Self.credentials),
                ("GET", "/", Self.credentials),
            ]
            for (method, path, fields) in rows {
                let pieces =
                    Self.request(method, path, fields) + Self.request(method, path, fields + Self.detour)
                    + Self.request(method, path, fields) + Self.request("OPTIONS", "/", "Connection: close\r\n")
                let answers = try Self.answers(try await client.exchange(pieces), to: [method, method, method, "OPTIONS"])
                #expect(Self.essence(answers[0]) == Self.essence(answers[1]), "\(method) \(path) \(fields)")
                #expect(Self.essence(answers[2]) == Self.essence(answers[1]), "\(method) \(path) \(fields)")
                #expect(Set(answers.map { $0.header("X-Request-Id") }).count == 4)
            }
        }
    }

    @Test("A head may arrive in two pieces, cut anywhere, between others")
    func splitHeads() async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe")
            #expect(try await client.put("/CalendarData/a.ics", text: Self.event("a")).status == 201)
            let etag = try #require(try await client.get("/CalendarData/a.ics").etag)
            let one = Self.request("GET", "/CalendarData/a.ics", Self.credentials + "If-None-Match: \(etag)\r\n")
            let last = Self.request("HEAD", "/CalendarData/a.ics", Self.credentials + "Connection: close\r\n")
            try await withThrowingTaskGroup(of: [Int].self) { group in
                for cut in 1..<one.count {
                    group.addTask {
                        let octets = try await client.exchange(one + one[..<cut], Array(one[cut...]) + one, one + last)
                        return try Self.answers(octets, to: ["GET", "GET", "GET", "GET", "HEAD"]).map(\.status)
                    }
                }
                for try await statuses in group { #expect(statuses == [304, 304, 304, 304, 200]) }
            }
        }
    }

    @Test("Pipelined requests of both ways keep their order, whatever lies between them")
    func pipelines() async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe")
            #expect(try await client.put("/CalendarData/a.ics", text: Self.event("first")).status == 201)
            #expect(try await client.get("/CalendarData/a.ics").status == 200)
            let get = Self.request("GET", "/CalendarData/a.ics")
            let detour = Self.request("GET", "/CalendarData/a.ics", Self.credentials + Self.detour)
            let options = Self.request("OPTIONS", "/CalendarData/a.ics")
            func put(_ text: String) -> [UInt8] {
                Self.request("PUT", "/CalendarDataDel/a.ics", Self.credentials + "Content-Length: \(text.utf8.count)\r\n")
                    + Array(text.utf8)
            }
            // The text of a publish looks like a request, and one of these bodies is the beginning of one.
            let hidden = Self.event("x\\nGET /CalendarData/a.ics HTTP/1.1")
            let stream =
                get + get + detour + get + put(Self.event("second")) + get + detour + get + options + put(hidden) + get
                + Self.request("GET", "/CalendarData/a.ics", Self.credentials + "Connection: close\r\n")
            let methods = ["GET", "GET", "GET", "GET", "PUT", "GET", "GET", "GET", "OPTIONS", "PUT", "GET", "GET"]
            for size in [stream.count, 1000, 100, 33] {
                let connection = try KeptConnection(port: gateway.port)
                for start in stride(from: 0, to: stream.count, by: size) {
                    try await connection.send(Array(stream[start..<min(start + size, stream.count)]))
                    if size < stream.count { try await Task.sleep(for: .milliseconds(2)) }
                }
                let answers = try Self.answers(try await connection.rest(), to: methods)
                let summaries = answers.map { answer in
                    answer.text.split(separator: "\r\n").first { $0.hasPrefix("SUMMARY:") }.map { String($0.dropFirst(8)) } ?? "-"
                }
                let after = "x\\nGET /CalendarData/a.ics HTTP/1.1"
                let before = size == stream.count ? "first" : after
                #expect(summaries == [before, before, before, before, "-", "second", "second", "second", "-", "-", after, after])
            }
        }
    }

    @Test(
        "What smuggles a second request is refused or read as a body, never answered as a request",
        arguments: [
            "Content-Length: 60\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: 0\r\nContent-Length: 60\r\n",
            "Content-Length: 60\r\nTransfer-Encoding: chunked\r\n", "Content-Length : 60\r\n", "X: y\r\n Content-Length: 60\r\n",
            "Content-Length:60\r\n", "content-length:\t60\r\n", "Content-Length: +60\r\n", "X: y\nContent-Length: 60\r\n",
            "X: y\r\r\nContent-Length: 60\r\n", "Upgrade: h2c\r\n", "Expect: 100-continue\r\nContent-Length: 60\r\n", "Host: other\r\n",
            "X\u{0}: y\r\n", ": y\r\n", "X: \u{1}\r\n",
        ])
    func smuggling(_ fields: String) async throws {
        try await RunningGateway.run { gateway in
            let client = HTTPClient(port: gateway.port)
            #expect(try await gateway.client("jdoe").put("/CalendarData/a.ics", text: Self.event("a")).status == 201)
            #expect(try await gateway.client("jdoe").get("/CalendarData/a.ics").status == 200)
            // Warm and direct first, then the odd one with what a careless reader takes for a request behind it.
            let plain = Self.request("GET", "/CalendarData/a.ics")
            let smuggled =
                Array("GET /smuggled HTTP/1.1\r\nHost: localhost\r\nX-Filler: 123456\r\n\r\n".utf8.prefix(60)) + Array("\r\n\r\n".utf8)
            let direct = try await client.exchange(
                plain + Self.request("GET", "/CalendarData/a.ics", Self.credentials + fields) + smuggled, closingWrites: true)
            let text = String(decoding: direct, as: UTF8.self)
            let ordinary = try await client.exchange(
                Self.request("GET", "/CalendarData/a.ics", Self.credentials + Self.detour)
                    + Self.request("GET", "/CalendarData/a.ics", Self.credentials + Self.detour + fields) + smuggled,
                closingWrites: true)
            let statuses = { (text: String) in text.matches(of: #/HTTP/1\.1 (\d\d\d)/#).map { String($0.1) } }
            #expect(text.hasPrefix("HTTP/1.1 200 "))
            #expect(statuses(text) == statuses(String(decoding: ordinary, as: UTF8.self)), "\(fields)")
        }
    }

    @Test("A kept connection sees every change at once: content, rights, switches, password, account")
    func changesShowAtOnce() async throws {
        try await RunningGateway.run { gateway in
            let susan = "Authorization: Basic \(Data("susan:\(RunningGateway.password)".utf8).base64EncodedString())\r\n"
            #expect(try await gateway.client("jdoe").put("/CalendarData/a.ics", text: Self.event("first")).status == 201)
            try await gateway.setAccess("jdoe:a", "susan^c^r^g")
            let connection = try KeptConnection(port: gateway.port)
            let request = Self.request("GET", "/CalendarData/~jdoe/a.ics", susan)
            func ask() async throws -> (status: Int, text: String) { try await connection.ask(request) }
            #expect(try await ask().status == 200)
            #expect(try await ask().text.contains("SUMMARY:first"))
            // By this process.
            #expect(try await gateway.client("jdoe").put("/CalendarDataDel/a.ics", text: Self.event("second")).status < 300)
            #expect(try await ask().text.contains("SUMMARY:second"))
            #expect(try await ask().text.contains("SUMMARY:second"))
            // By another connection to the store, as another process has it.
            try await gateway.setAccess("jdoe:a", "susan^c^r^d")
            #expect(try await ask().status == 404)
            try await gateway.setAccess("jdoe:a", "susan^c^r^g")
            #expect(try await ask().status == 200)
            #expect(try await ask().status == 200)
            try await gateway.withStore { open, _ in
                var account = try await open.account("susan")
                account.isWebCalEnabled = false
                let changed = account
                try await open.store.write { try $0.update(changed) }
            }
            #expect(try await ask().status == 403)
            try await gateway.withStore { open, _ in
                var account = try await open.account("susan")
                account.isWebCalEnabled = true
                let changed = account
                try await open.store.write { try $0.update(changed) }
            }
            #expect(try await ask().status == 200)
            try await gateway.withStore { open, _ in
                try await open.authenticator.setPassword("another", of: try await open.account("susan").id)
            }
            #expect(try await ask().status == 401)
        }
    }

    @Test("A client that has said its last word still gets the whole answer, however slowly it reads", arguments: ["", detour])
    func halfClosed(fields: String) async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe")
            let filler = String(repeating: "DESCRIPTION:" + String(repeating: "x", count: 60) + "\r\n", count: 60_000)
            let text = Self.event("a").replacing("SUMMARY:a\r\n", with: "SUMMARY:a\r\n" + filler)
            #expect(try await client.put("/CalendarData/a.ics", text: text).status == 201)
            #expect(try await client.get("/CalendarData/a.ics").status == 200)
            let connection = try KeptConnection(port: gateway.port)
            try await connection.send(Self.request("GET", "/CalendarData/a.ics", Self.credentials + fields))
            connection.finishSending()
            try await Task.sleep(for: .seconds(1))
            let answer = try Self.answers(try await connection.rest(), to: ["GET"])[0]
            #expect(answer.status == 200 && answer.body.count > 4_000_000)
        }
    }
}
