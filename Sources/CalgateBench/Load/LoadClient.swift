import Foundation
import GatewayTesting
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Asks on several connections at once, each on a thread of its own, and counts.
struct LoadClient: Sendable {
    let port: Int
    let duration: Duration

    /// Requests a second; `ask` makes one.
    func rate(connections: Int, expecting status: Int, _ ask: @escaping @Sendable (LoadSocket, Int) throws -> Void) throws -> Double {
        let clock = ContinuousClock()
        let sockets = try (0..<connections).map { _ in try LoadSocket(port: port) }
        for (number, socket) in sockets.enumerated() { try ask(socket, number) }
        let outcome = Mutex<(count: Int, failure: (any Error)?)>((0, nil))
        let group = DispatchGroup()
        let begin = clock.now
        let end = begin.advanced(by: duration)
        for (number, socket) in sockets.enumerated() {
            group.enter()
            Thread.detachNewThread {
                var count = 0
                var failure: (any Error)?
                do {
                    while clock.now < end {
                        try ask(socket, number)
                        count += 1
                    }
                } catch { failure = error }
                outcome.withLock { outcome in
                    outcome.count += count
                    outcome.failure = outcome.failure ?? failure
                }
                group.leave()
            }
        }
        group.wait()
        let seconds = begin.duration(to: clock.now).seconds
        let (count, failure) = outcome.withLock { $0 }
        if let failure { throw failure }
        return Double(count) / seconds
    }
}

/// One blocking connection that stays open.
final class LoadSocket: Sendable {
    private let descriptor: CInt
    /// Where answers are put; only the end of the head is looked at.
    private let buffer = Mutex<[UInt8]>([])

    init(port: Int) throws {
        descriptor = try LoopbackSocket.connected(to: port, timeout: 30)
        buffer.withLock { $0 = [UInt8](repeating: 0, count: 1 << 20) }
    }

    deinit { close(descriptor) }

    /// Sends a request, reads its answer and returns the beginning of it.
    func ask(_ request: [UInt8], expecting statuses: Int...) throws -> String {
        try buffer.withLock { buffer in
            guard send(descriptor, request, request.count, CInt(MSG_NOSIGNAL)) == request.count else {
                throw HTTPFailure("not sent: \(errno)")
            }
            var filled = 0
            var headEnd: Int?
            while headEnd == nil {
                filled += try receive(&buffer, from: filled)
                headEnd = Self.headEnd(buffer, filled)
            }
            let head = String(decoding: buffer[..<(headEnd ?? 0)], as: UTF8.self)
            guard let status = Int(head.dropFirst(9).prefix(3)), statuses.contains(status) else {
                throw HTTPFailure("expected \(statuses): \(head.prefix(200))")
            }
            let length =
                head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
            let beginning = String(decoding: buffer[..<min(filled, 4096)], as: UTF8.self)
            var remaining = (status == 304 ? 0 : length) - (filled - (headEnd ?? 0))
            while remaining > 0 { remaining -= try receive(&buffer, from: 0) }
            return beginning
        }
    }

    /// The session id that a login's answer carries.
    func sessionID(_ login: [UInt8]) throws -> String {
        let answer = try ask(login, expecting: 200)
        guard let mark = answer.firstRange(of: "X-NSCP-WCAP-SESSION-ID:") else { throw HTTPFailure("no session: \(answer)") }
        return String(answer[mark.upperBound...].prefix { $0.isLetter || $0.isNumber })
    }

    private func receive(_ buffer: inout [UInt8], from place: Int) throws -> Int {
        guard place < buffer.count else { throw HTTPFailure("the head is too long") }
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress.map { $0 + place }, $0.count - place, 0) }
        guard count > 0 else { throw HTTPFailure("the answer broke off: \(errno)") }
        return count
    }

    private static func headEnd(_ buffer: [UInt8], _ filled: Int) -> Int? {
        guard filled >= 4 else { return nil }
        return (0...(filled - 4)).first { buffer[$0] == 13 && buffer[$0 + 1] == 10 && buffer[$0 + 2] == 13 && buffer[$0 + 3] == 10 }.map {
            $0 + 4
        }
    }
}
