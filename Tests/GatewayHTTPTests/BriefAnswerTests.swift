import Foundation
import GatewayHTTP
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

/// Requests that are answered in front of the framework mean the same there, and keep their turn.
@Suite struct BriefAnswerTests {
    @Test("What is pipelined behind a brief request waits for its answer, whichever way it goes") func pipelining() async throws {
        try await withServer { port, log in
            try await blocking {
                let connection = try RawConnection(port: port)
                let put = "PUT /echo/brief/pause HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde"
                let refused = "DELETE /echo/brief/refuse HTTP/1.1\r\nHost: a\r\n\r\n"
                let ordinary = "PUT /echo/pause HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                let plain = "GET /echo/x HTTP/1.1\r\nHost: a\r\n\r\n"
                let chunked = "PUT /echo/brief/body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
                try connection.send(put + put + refused + ordinary + put + plain + chunked + put)
                let answers = try (0..<8).map { _ in try connection.answer() }
                #expect(answers.map(\.status) == [200, 200, 401, 200, 200, 200, 200, 200])
                #expect(
                    answers.map { $0.text.prefix(8) } == [
                        "paused 5", "paused 5", "no\nReque", "paused 3", "paused 5", "GET /ech", "2 3105", "paused 5",
                    ])
                #expect(answers[2].headers["www-authenticate"] != nil)
                #expect(answers.allSatisfy { $0.headers["date"] != nil && $0.headers["x-request-id"] != nil })
            }
            let records = try await log.records(atLeast: 8)
            #expect(records.map(\.status) == [200, 200, 401, 200, 200, 200, 200, 200])
            #expect(records.map(\.octetsIn) == [5, 5, 0, 3, 5, 0, 2, 5])
        }
    }

    @Test("A body that comes in pieces is read to its end", arguments: [1, 40, 90, 91, 95]) func split(cut: Int) async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                let request = Array(
                    "PUT /echo/brief/body HTTP/1.1\r\nHost: a\r\nContent-Type: x\r\nContent-Length: 10\r\n\r\n0123456789".utf8)
                for _ in 0..<2 {
                    try connection.send(Array(request.prefix(cut)))
                    usleep(30_000)
                    try connection.send(Array(request.dropFirst(cut)))
                    #expect(try connection.answer().text.hasPrefix("10 "))
                }
            }
        }
    }

    @Test("Who has said everything and listens still gets the answer") func halfClosed() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("PUT /echo/brief/pause HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na")
                connection.finishSending()
                #expect(try connection.answer().text == "paused 1")
                #expect(try connection.isClosed())
            }
        }
    }

    @Test("Who leaves harms nobody, and what was asked is done") func gone() async throws {
        try await withServer { port, log in
            try await blocking {
                for _ in 0..<20 {
                    let connection = try RawConnection(port: port)
                    try connection.send("PUT /echo/brief/pause HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na")
                }
                #expect(try RawConnection(port: port).exchange("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
            }
            #expect(try await log.records(atLeast: 21).count == 21)
        }
    }

    @Test("While a brief answer is made, more than fits waits in the socket") func backPressure() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                let put = "PUT /echo/brief/pause HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na"
                let large =
                    "PUT /echo/body HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n" + String(repeating: "b", count: 4_000_000)
                try connection.send(put + large + put)
                #expect(try connection.answer().text == "paused 1")
                #expect(try connection.answer().text.hasPrefix("4000000 "))
                #expect(try connection.answer().text == "paused 1")
            }
        }
    }

    @Test("A long answer comes whole and in order, and what its request keeps is kept until the client has taken it")
    func longAnswer() async throws {
        let frontEnd = LongAnswers()
        try await withServer([frontEnd]) { port, log in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
                // The answer begins when the server comes to it, and cannot end before it is read here.
                for _ in 0..<6000 where frontEnd.count.load(ordering: .relaxed) == 0 { usleep(5000) }
                usleep(300_000)
                #expect(frontEnd.count.load(ordering: .relaxed) == 1)
                let body = try connection.answer().body
                #expect(body.count == 40 << 20)
                let length = 1 << 20
                for part in 0..<min(40, body.count / length) {
                    #expect(Int(body[part * length]) == part)
                    #expect(Int(body[part * length + length - 1]) == part)
                }
            }
            #expect(try await log.records(atLeast: 1).map(\.octetsOut) == [40 << 20])
            for _ in 0..<400 where frontEnd.count.load(ordering: .relaxed) > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(frontEnd.count.load(ordering: .relaxed) == 0)
        }
    }

    @Test(
        "Errors, long bodies and heads that are no plain ones",
        arguments: [
            ("PUT /echo/brief/boom HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na", 500),
            ("PUT /echo/brief/body HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400),
            ("PUT /echo/brief/body HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\na", 400),
            ("PUT /echo/brief/body HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Encoding: br\r\n\r\na", 415),
            ("PUT /echo/brief/body HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Range: bytes 0-0/9\r\n\r\na", 400),
            ("PUT /echo/brief/body HTTP/1.1\r\nHost: a\r\n\r\n", 200),
            ("PUT /echo/brief/body HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 200),
            ("DELETE /echo/brief/not-modified HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab", 304),
        ]) func others(request: String, status: Int) async throws
    {
        try await withServer { port, _ in
            let answer = try await blocking { try RawConnection(port: port).exchange(request) }
            #expect(answer.status == status)
        }
    }
}

extension RawConnection {
    func exchange(_ request: String) throws -> Answer {
        try send(request)
        return try answer()
    }
}

/// Answers with more than a socket takes, in many buffers, and counts what requests keep meanwhile.
private final class LongAnswers: FrontEnd {
    let name = "long"
    let realms: [Realm] = [.tree("/long")]
    let count = Atomic(0)

    private final class Kept: Sendable {
        let owner: LongAnswers

        init(_ owner: LongAnswers) {
            self.owner = owner
            owner.count.add(1, ordering: .relaxed)
        }

        deinit { owner.count.subtract(1, ordering: .relaxed) }
    }

    func isBrief(_ request: GatewayRequest) -> Bool { true }

    func respond(to request: GatewayRequest) async throws -> Response {
        request.keep(Kept(self))
        return .buffers((0..<40).map { ByteBuffer(repeating: UInt8($0), count: 1 << 20) }, contentType: "text/plain")
    }
}
