import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One connection that stays open over many requests; waits for ten seconds at most a call.
///
/// What blocks does so on a thread of its own: the server under test lives on the threads of all pools.
public final class KeptConnection {
    private let descriptor: CInt
    private var pending: [UInt8] = []

    public init(port: Int) throws { descriptor = try LoopbackSocket.connected(to: port, timeout: 10) }

    deinit { close(descriptor) }

    public func send(_ octets: [UInt8]) async throws {
        let descriptor = descriptor
        try await onThread {
            var sent = 0
            while sent < octets.count {
                let count = octets[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { throw HTTPFailure("not sent: \(errno)") }
                sent += count
            }
        }
    }

    public func finishSending() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// Sends a request and reads its answer, whose length its head tells.
    public func ask(_ request: [UInt8]) async throws -> (status: Int, text: String) {
        try await send(request)
        let separator = Array("\r\n\r\n".utf8)
        while pending.firstRange(of: separator) == nil { try await receive() }
        let end = pending.firstRange(of: separator)?.upperBound ?? 0
        let head = try HTTPAnswer(received: Array(pending[..<end]))
        let length = head.status == 304 ? 0 : head.header("Content-Length").flatMap { Int($0) } ?? 0
        while pending.count < end + length { try await receive() }
        defer { pending.removeFirst(end + length) }
        return (head.status, String(decoding: pending[end..<(end + length)], as: UTF8.self))
    }

    /// Waits until an answer begins.
    public func waitForAnswer() async throws { if pending.isEmpty { try await receive() } }

    /// Everything up to the end of the stream.
    public func rest() async throws -> [UInt8] {
        defer { pending = [] }
        while try await receiveSome() {}
        return pending
    }

    /// Whether the server has closed the connection, or does so within ten seconds.
    public func isClosed() async throws -> Bool {
        guard pending.isEmpty else { return false }
        return try await !receiveSome()
    }

    private func receive() async throws {
        guard try await receiveSome() else { throw HTTPFailure("the connection was closed") }
    }

    private func receiveSome() async throws -> Bool {
        let descriptor = descriptor
        let received = try await onThread {
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count < 0, errno == ECONNRESET { return [UInt8]() }
            guard count >= 0 else { throw HTTPFailure("nothing came: \(errno)") }
            return Array(chunk[..<count])
        }
        pending += received
        return !received.isEmpty
    }

    private func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }
}
