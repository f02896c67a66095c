import GatewayTesting
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The framework alone, with one fixed answer: what a request costs before any of our code.
enum BareServer {
    static func run<Result: Sendable>(_ body: @escaping @Sendable (Int) async throws -> Result) async throws -> Result {
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let channel = HTTP1Channel(responder: { _, writer, _ in
            let head = HTTPResponse(
                status: .notModified,
                headerFields: [.eTag: "\"0123456789abcdef\"", .lastModified: "Sat, 01 Mar 2025 00:00:00 GMT", .server: "bare"])
            try await writer.writeResponse(head)
        })
        let server = channel.server(
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: Logger(label: "bare") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Result?.self) { tasks in
            tasks.addTask {
                try await server.run()
                return nil
            }
            tasks.addTask {
                var iterator = ports.makeAsyncIterator()
                guard let port = await iterator.next() else { throw HTTPFailure("the bare server did not start") }
                return try await body(port)
            }
            defer { tasks.cancelAll() }
            while let outcome = try await tasks.next() { if let result = outcome { return result } }
            throw HTTPFailure("the bare server ended")
        }
    }
}
