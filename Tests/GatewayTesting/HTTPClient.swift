import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A plain HTTP/1.1 client over a socket, one connection a request: it sends what it is told to, good or bad, and hides nothing.
public struct HTTPClient: Sendable {
    public var port: Int
    /// `name:password` for Basic, nil: no credentials.
    public var credentials: String?
    /// Seconds until a silent server counts as hanging.
    public var timeout: Double

    public init(port: Int, credentials: String? = nil, timeout: Double = 90) {
        self.port = port
        self.credentials = credentials
        self.timeout = timeout
    }

    /// The same client as somebody else.
    public func with(credentials: String?) -> HTTPClient { HTTPClient(port: port, credentials: credentials, timeout: timeout) }

    /// Sends a request with `Connection: close` and reads its answer. `path` goes out as it is.
    public func send(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> HTTPAnswer {
        var request = "\(method) \(path) HTTP/1.1\r\nConnection: close\r\n"
        if !headers.contains(where: { $0.0.lowercased() == "host" }) { request += "Host: 127.0.0.1:\(port)\r\n" }
        if let credentials { request += "Authorization: Basic \(Data(credentials.utf8).base64EncodedString())\r\n" }
        for (name, value) in headers { request += "\(name): \(value)\r\n" }
        if let body { request += "Content-Length: \(body.count)\r\n" }
        return try HTTPAnswer(received: try await exchange(Array((request + "\r\n").utf8) + (body ?? [])))
    }

    public func send(_ method: String, _ path: String, headers: [(String, String)] = [], text: String) async throws -> HTTPAnswer {
        try await send(method, path, headers: headers, body: Array(text.utf8))
    }

    public func get(_ path: String, headers: [(String, String)] = []) async throws -> HTTPAnswer {
        try await send("GET", path, headers: headers)
    }

    public func put(_ path: String, headers: [(String, String)] = [], text: String) async throws -> HTTPAnswer {
        try await send("PUT", path, headers: headers, text: text)
    }

    /// Writes octets to a new connection and returns everything that came back until the server closed it or nothing came for `timeout` seconds.
    ///
    /// `pieces` are written one after the other with a short pause, so that each arrives by itself.
    public func exchange(_ pieces: [UInt8]..., closingWrites: Bool = false) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            // A thread of its own: tests run side by side, and blocking calls must not hold the pool's.
            Thread.detachNewThread { continuation.resume(with: Result { try blockingExchange(pieces, closingWrites: closingWrites) }) }
        }
    }

    private func blockingExchange(_ pieces: [[UInt8]], closingWrites: Bool) throws -> [UInt8] {
        let descriptor = try LoopbackSocket.connected(to: port, timeout: Int(timeout))
        defer { close(descriptor) }
        for (index, piece) in pieces.enumerated() {
            if index > 0 { usleep(20_000) }
            var sent = 0
            while sent < piece.count {
                let count = piece[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                // A server that refuses early closes its side while the body is still on its way: read what it said.
                if count <= 0 { break }
                sent += count
            }
        }
        if closingWrites { shutdown(descriptor, Int32(SHUT_WR)) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count > 0 {
                answer += buffer[0..<count]
            } else if count == 0 || !answer.isEmpty {
                return answer
            } else {
                throw HTTPFailure("no answer from port \(port): \(errno)")
            }
        }
    }
}
