import CalendarStore
import Foundation
import GatewayHTTP
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A front end that says what it was asked, so that tests see what arrived.
struct EchoFrontEnd: FrontEnd {
    let name = "echo"
    let realms: [Realm] = [.tree("/echo"), .names(endingWith: ".wcap"), .tree("/deep/er")]
    let limit: Int

    func respond(to request: GatewayRequest) async throws -> Response {
        switch request.segments.last {
        case "body":
            let body = try await request.body(upTo: limit)
            return .text("\(body.count) \(try body.octets().reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) })")
        case "refuse": throw HTTPProblem(.unauthorized, "no", headers: [.wwwAuthenticate: "Basic realm=\"x\""])
        case "boom": throw RawConnection.Failure(call: "boom", number: 1)
        case "stream":
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    for index in 0..<3 { try await writer.write(ByteBuffer(string: "part \(index);")) }
                    try await writer.finish(nil)
                })
        case "large": return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: 0x61, count: 40 << 20)))
        case "slow":
            try await Task.sleep(for: .seconds(1))
            return .text("at last")
        case "pause":
            let body = try await request.body(upTo: limit)
            try await Task.sleep(for: .milliseconds(100))
            return .text("paused \(body.count)")
        case "not-modified": return .empty(.notModified, headers: [.eTag: "\"x\""])
        default:
            return .text(
                "\(request.method.rawValue) \(request.target.rawPath)?\(request.target.rawQuery ?? "-") \(request.segments.joined(separator: "|"))"
                    + " \(request.clientAddress) \(request.origin.url)")
        }
    }

    func answerFromMemory(_ request: GatewayRequest) -> MemoryAnswer? {
        guard request.segments.last == "ready", request.method == .get || request.method == .head else { return nil }
        return MemoryAnswer(status: .ok, headers: [.contentType: "text/plain"], body: Self.ready)
    }

    func isBrief(_ request: GatewayRequest) -> Bool { request.segments.contains("brief") }

    private static let ready = ByteBuffer(repeating: 0x62, count: 40 << 20)

    init(limit: Int) { self.limit = limit }
}

extension EchoFrontEnd {
    init() { self.init(limit: 8 << 20) }
}

struct FixedClock: WallClock {
    func now() -> Timestamp { Timestamp(microseconds: 1_000_000_000_000_000) }
}

final class RecordingLog: AccessLog {
    let records = Mutex<[AccessRecord]>([])
    func write(_ record: AccessRecord) { records.withLock { $0.append(record) } }

    /// The records so far, once there are so many or two seconds have passed: a request is recorded after its answer left.
    func records(atLeast count: Int) async throws -> [AccessRecord] {
        for _ in 0..<400 where records.withLock({ $0.count }) < count { try await Task.sleep(for: .milliseconds(5)) }
        return records.withLock { $0 }
    }
}

/// Runs a server of front ends on a free port for the time of a closure.
func withServer(
    _ frontEnds: [any FrontEnd] = [EchoFrontEnd()], limits: GatewayChannel.Limits = .init(),
    configuration: Gateway.Configuration = .init(), log: RecordingLog = RecordingLog(),
    _ body: @escaping @Sendable (Int, RecordingLog) async throws -> Void
) async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let gateway = Gateway(frontEnds: frontEnds, configuration: configuration, clock: FixedClock(), accessLog: log, logger: logger)
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let server = Server(
        childChannelSetup: gateway.channel(limits: limits, isSecure: false),
        configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
        logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else { return }
        // Blocking sockets belong on threads of their own.
        try await body(port, log)
        group.cancelAll()
    }
}

/// Runs blocking work on a thread of its own: the server under test lives on the threads of all pools.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
