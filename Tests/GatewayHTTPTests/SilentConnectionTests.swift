import GatewayHTTP
import NIOCore
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Connections that hold something and do nothing are closed, and only those.
struct SilentConnectionTests {
    private static func limits(_ change: (inout GatewayChannel.Limits) -> Void) -> GatewayChannel.Limits {
        var limits = GatewayChannel.Limits()
        change(&limits)
        return limits
    }

    @Test("A kept connection whose client stops taking its answer is given up", arguments: ["/echo/large", "/echo/ready"])
    func stalledReader(path: String) async throws {
        try await withServer(limits: Self.limits { $0.stallTimeout = .milliseconds(500) }) { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                // A busy machine may take its time: the pause begins with the answer.
                try connection.waitForAnswer()
                usleep(2_000_000)
                let count = try connection.countUntilClosed(pausing: 0)
                #expect(count > 0 && count < 40 << 20)
            }
        }
    }

    @Test("A slow reader that goes on reading is not", arguments: ["/echo/large", "/echo/ready"])
    func slowReader(path: String) async throws {
        try await withServer(limits: Self.limits { $0.stallTimeout = .milliseconds(1500) }) { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\nOPTIONS / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(try connection.countUntilClosed(pausing: 4000) > 40 << 20)
            }
        }
    }

    @Test("A head that comes by the octet has its time and no more")
    func trickledHead() async throws {
        try await withServer(limits: Self.limits { $0.headTimeout = .milliseconds(600) }) { port, _ in
            try await blocking {
                let connection = try RawConnection(port: port)
                try connection.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.answer().status == 200)
                try connection.send("GET /echo HTTP/1.1\r\nX-Slow: ")
                var count = 0
                while count < 100, (try? connection.send("x")) != nil {
                    count += 1
                    usleep(50_000)
                }
                #expect(count < 100)
                // One that comes in pieces and in time is answered, a second one behind it as well.
                let other = try RawConnection(port: port)
                for _ in 0..<8 {
                    try other.send("GET /echo HTTP/1.1\r\n")
                    usleep(150_000)
                    try other.send("Host: a\r\n\r\n")
                    #expect(try other.answer().status == 200)
                }
            }
        }
    }

    @Test("A silent connection is closed, one that waits for its answer is not")
    func idle() async throws {
        try await withServer(limits: Self.limits { $0.idleTimeout = .milliseconds(400) }) { port, _ in
            try await blocking {
                let silent = try RawConnection(port: port)
                #expect(try silent.isClosed())
                let waiting = try RawConnection(port: port)
                try waiting.send("GET /echo/slow HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try waiting.answer().text == "at last")
                #expect(try waiting.isClosed())
                let busy = try RawConnection(port: port)
                for _ in 0..<10 {
                    try busy.send("HEAD /echo/ready HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try busy.answer(toHead: true).status == 200)
                    usleep(150_000)
                }
                #expect(try busy.isClosed())
            }
        }
    }
}
