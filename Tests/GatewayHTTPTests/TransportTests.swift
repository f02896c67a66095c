import Foundation
import GatewayHTTP
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct TransportTests {
    @Test func rawOctetsInTheTargetArrivePercentEncoded() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send(Array("GET /echo/f\u{FC}r?x=\"a\"<b>^|c\\{} HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
                let utf8 = try connection.answer()
                #expect(utf8.text.hasPrefix("GET /echo/f%C3%BCr?x=%22a%22%3Cb%3E%5E%7Cc%5C%7B%7D echo|für "))
                var latin = Array("GET /echo/f".utf8)
                latin += [0xFC]
                latin += Array("r a HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
                try connection.send(latin)
                #expect(try connection.answer().text.hasPrefix("GET /echo/f%FCr%20a?- echo|für a "))
            }
        }
    }

    @Test("Connections that come while the server stops do not end the process") func stopping() async throws {
        for _ in 0..<6 {
            let clients = 4
            let (ends, end) = AsyncStream<Void>.makeStream()
            try await withServer { port, _ in
                for _ in 0..<clients {
                    Thread.detachNewThread {
                        // Until nobody listens any more; few, for Foundation fails in other tests where a process has a thousand descriptors.
                        for _ in 0..<60 {
                            guard (try? RawConnection(port: port)) != nil else { break }
                            usleep(200)
                        }
                        end.yield()
                    }
                }
                try await Task.sleep(for: .milliseconds(5))
            }
            var iterator = ends.makeAsyncIterator()
            for _ in 0..<clients { await iterator.next() }
        }
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.answer().status == 200)
            }
        }
    }

    @Test("A TLS greeting on the plain port is refused at once, not held for the rest of a line") func greeting() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03])
                #expect(try connection.answer().status == 400)
                #expect(try connection.isClosed())
            }
        }
    }

    @Test("OPTIONS * is about the server as a whole") func wholeServer() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.answer().status == 200)
            }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 50])
    func splitOverSegmentsAndPipelinedWithBodies(size: Int) async throws {
        var octets: [UInt8] = []
        octets += Array("PUT /echo/body HTTP/1.1\r\nHost: a\r\nContent-Length: 25\r\n\r\n".utf8)
        octets += Array("GET /x\u{FC} HTTP/1.1\r\n\r\n\u{FC}\r\n".utf8)
        octets += Array("GET /echo/\u{E9}?q=\u{E9} HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        octets += Array(
            "PUT /echo/body HTTP/1.1\r\nHost: a\r\ntransfer-Encoding:  Chunked\r\n\r\n5;x=y\r\nGET /\r\n3\r\n\u{FC}\n\r\n0\r\nT: x\r\n\r\n"
                .utf8)
        octets += Array("\r\nGET /echo/z\u{FC} HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let sent = octets
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                for start in stride(from: 0, to: sent.count, by: size) {
                    try connection.send(Array(sent[start..<min(start + size, sent.count)]))
                }
                let plain = Array("GET /x\u{FC} HTTP/1.1\r\n\r\n\u{FC}\r\n".utf8)
                #expect(plain.count == 25)
                #expect(try connection.answer().text == "25 \(plain.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) })")
                #expect(try connection.answer().text.hasPrefix("GET /echo/%C3%A9?q=%C3%A9 "))
                let chunked = Array("GET /\u{FC}\n".utf8)
                #expect(try connection.answer().text == "8 \(chunked.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) })")
                #expect(try connection.answer().text.hasPrefix("GET /echo/z%C3%BC?- "))
            }
        }
    }

    @Test func longRequestLines() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                let value = String(repeating: "\u{FC}", count: 150_000)
                try connection.send("GET /echo?q=\(value) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.answer().status == 200)
                try connection.send("GET /echo?q=\(String(repeating: "x", count: 600_000)) HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try connection.answer()
                #expect(answer.status == 414)
                #expect(answer.headers["connection"] == "close")
                #expect(answer.headers["x-request-id"]?.count == 20)
            }
        }
    }

    @Test func largeHeaders() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET /echo HTTP/1.1\r\nHost: a\r\nX-A: \(String(repeating: "x", count: 200_000))\r\n\r\n")
                #expect(try connection.answer().status == 200)
                try connection.send("GET /echo HTTP/1.1\r\nHost: a\r\nX-A: \(String(repeating: "x", count: 300_000))\r\n\r\n")
                #expect(try connection.answer().status == 431)
            }
        }
    }

    @Test func continueIsSentBeforeAnyBody() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("PUT /echo/body HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
                #expect(try connection.answer().status == 100)
                try connection.send("abc")
                #expect(try connection.answer().status == 200)
                try connection.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.answer().status == 200)
            }
        }
    }

    @Test func refusedBodyIsNotWaitedFor() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("PUT /echo/refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 300000000\r\nExpect: 100-continue\r\n\r\n")
                let answer = try connection.answer()
                #expect(answer.status == 401)
                #expect(answer.headers["connection"] == "close")
                #expect(try connection.isClosed())
                let large = try RawConnection(port: port)
                try large.send("PUT /echo/body HTTP/1.1\r\nHost: a\r\nContent-Length: 300000000\r\n\r\nabc")
                #expect(try large.answer().status == 413)
            }
        }
    }

    @Test func smallUnreadBodyKeepsTheConnection() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("PUT /echo/refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
                #expect(try connection.answer().status == 401)
                try connection.send("helloGET /echo HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.answer().status == 200)
            }
        }
    }

    @Test(arguments: [
        "PUT /echo/body HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
        "PUT /echo/body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "PUT /echo/body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n",
        "PUT /echo/body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        "PUT /echo/body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "PUT /echo/body HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "PUT /echo/body HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello!",
        "PUT /echo/body HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\nhello!",
        "PUT /echo/body HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 5\r\n\r\nhello",
        "PUT /echo/body HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        "hello world\r\n\r\n",
        "GET /echo/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /echo/%2e%2e/x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /echo/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
    ])
    func brokenFramingIsRefused(request: String) async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send(request)
                connection.finishSending()
                let answer = try connection.answer()
                #expect(answer.status == 400, "\(request)")
                #expect(answer.headers["x-request-id"] != nil)
                #expect(try connection.isClosed())
            }
        }
    }

    @Test func oldClients() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET /echo HTTP/1.0\r\n\r\n")
                let answer = try connection.answer()
                #expect(answer.status == 200)
                #expect(answer.headers["connection"] == "close")
                #expect(try connection.isClosed())
                let streamed = try RawConnection(port: port)
                try streamed.send("GET /echo/stream HTTP/1.0\r\n\r\n")
                #expect(try streamed.answer().text == "part 0;part 1;part 2;")
                let kept = try RawConnection(port: port)
                for _ in 0..<2 {
                    try kept.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    #expect(try kept.answer().headers["connection"] == "keep-alive")
                }
            }
        }
    }

    /// The wait for the client's last word begins when the answer is out, not when it was made.
    @Test func slowReaderGetsTheWholeAnswer() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET /echo/large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                usleep(3_000_000)
                let answer = try connection.answer()
                #expect(answer.status == 200 && answer.text.utf8.count == 40 << 20)
                #expect(try connection.isClosed())
            }
        }
    }

    @Test func framingOfAnswers() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET /echo/stream HTTP/1.1\r\nHost: a\r\n\r\n")
                let streamed = try connection.answer()
                #expect(streamed.headers["transfer-encoding"] == "chunked")
                #expect(streamed.text == "part 0;part 1;part 2;")
                try connection.send("HEAD /echo/stream HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.answer(toHead: true).status == 200)
                try connection.send("HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.answer(toHead: true).headers["content-length"] != nil)
                try connection.send("GET /echo/not-modified HTTP/1.1\r\nHost: a\r\n\r\n")
                let unchanged = try connection.answer()
                #expect(unchanged.status == 304)
                #expect(unchanged.headers["content-length"] == nil)
                try connection.send("GET /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
                #expect(try connection.answer().headers["connection"] == "close")
            }
        }
    }

    @Test(
        "A request of HTTP/1.1 names one Host; an older one need not",
        arguments: [
            ("GET /echo HTTP/1.1\r\n\r\n", 400), ("GET /echo HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
            ("GET /echo HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400), ("PUT /echo/body HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", 400),
            ("GET http://a/echo HTTP/1.1\r\n\r\n", 400), ("GET /echo HTTP/1.1\r\nHost:\r\n\r\n", 200), ("GET /echo HTTP/1.0\r\n\r\n", 200),
        ]) func host(request: String, status: Int) async throws
    {
        try await withServer { port, log in
            try await blocking {
                let connection = try RawConnection(port: port)
                let answer = try connection.exchange(request)
                #expect(answer.status == status)
                if status == 400 {
                    #expect(answer.text.contains("Host") && answer.headers["x-request-id"] != nil)
                    #expect(try connection.isClosed())
                }
            }
            #expect(try await log.records(atLeast: 1).map(\.status) == [status])
        }
    }

    @Test func absoluteFormAndUnknownMethod() async throws {
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET http://other.example:99/echo/a?b HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.answer().text.hasSuffix("127.0.0.1 http://other.example:99"))
                try connection.send("BREW /echo HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.answer().status == 501)
            }
        }
    }

    @Test func bodiesInMemoryAndOnDisk() async throws {
        try await withServer { port, log in
            try await blocking {
                let connection = try RawConnection(port: port)
                for size in [0, 1, 1 << 20, (1 << 20) + 1, 5_000_000, 8 << 20] {
                    let octets = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
                    try connection.send("PUT /echo/body HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
                    try connection.send(octets)
                    #expect(try connection.answer().text == "\(size) \(octets.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) })")
                }
                try connection.send("PUT /echo/body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                let chunk = [UInt8](repeating: 7, count: 1 << 20)
                var status = 0
                for _ in 0..<9 { try? connection.send(Array("100000\r\n".utf8) + chunk + Array("\r\n".utf8)) }
                status = try connection.answer().status
                #expect(status == 413)
            }
            #expect(log.records.withLock { $0.map(\.octetsIn) }.contains(8 << 20))
        }
    }

    @Test func errorsAndParents() async throws {
        try await withServer { port, log in
            try await blocking {
                let connection = try RawConnection(port: port)
                func get(_ path: String, method: String = "GET") throws -> RawConnection.Answer {
                    try connection.send("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                    return try connection.answer()
                }
                let failure = try get("/echo/boom")
                #expect(failure.status == 500)
                #expect(failure.text.contains(failure.headers["x-request-id"] ?? "-"))
                #expect(!failure.text.contains("boom"))
                #expect(try get("/nothing").status == 404)
                #expect(try get("/login.WCAP").text.hasPrefix("GET /login.WCAP?- login.WCAP "))
                #expect(try get("/").status == 200)
                #expect(try get("/deep").status == 200)
                #expect(try get("/", method: "OPTIONS").headers["allow"] == "OPTIONS, GET, HEAD, PROPFIND")
                #expect(try get("/", method: "DELETE").status == 405)
                let body = "<propfind xmlns='DAV:'><prop><resourcetype/><x xmlns='urn:y'/></prop></propfind>"
                try connection.send("PROPFIND / HTTP/1.1\r\nHost: a\r\nDepth: 1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                let listing = try connection.answer()
                #expect(listing.status == 207)
                for href in ["/", "/echo/", "/deep/"] { #expect(listing.text.contains("<D:href>\(href)</D:href>")) }
                #expect(listing.text.contains("404 Not Found"))
                try connection.send("PROPFIND /deep HTTP/1.1\r\nHost: a\r\nDepth: 0\r\n\r\n")
                #expect(try connection.answer().text.components(separatedBy: "<D:response>").count == 2)
            }
            let records = try await log.records(atLeast: 9)
            #expect(records.map(\.status) == [500, 404, 200, 200, 200, 200, 405, 207, 207])
            #expect(records.map(\.frontEnd) == ["echo", "gateway", "echo"] + Array(repeating: "gateway", count: 6))
        }
    }

    @Test func forwardedHeadersOfTrustedProxiesOnly() async throws {
        let head =
            "Host: inside\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.7, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n"
            + "X-Forwarded-Host: cal.example.com\r\nX-Forwarded-Prefix: /cal/\r\n\r\n"
        try await withServer { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET /echo HTTP/1.1\r\n" + head)
                #expect(try connection.answer().text.hasSuffix(" 127.0.0.1 http://inside"))
            }
        }
        var configuration = Gateway.Configuration()
        configuration.trustedProxies = try TrustedProxies(["127.0.0.0/8", "10.0.0.0/8"])
        try await withServer(configuration: configuration) { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET /echo HTTP/1.1\r\n" + head)
                #expect(try connection.answer().text.hasSuffix(" 203.0.113.7 https://cal.example.com/cal"))
            }
        }
    }
}
