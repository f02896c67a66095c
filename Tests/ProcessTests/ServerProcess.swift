import Foundation
import GatewayTesting
import Synchronization

/// `calgate serve` as a process of its own, on a port that the system chose.
final class ServerProcess: Sendable {
    let port: Int
    let identifier: Int32
    private let process: Mutex<Process>
    private let messageFile: String
    private let ended: Task<Int32, Never>

    /// Starts a server on a folder and waits until it is ready.
    init(
        data: String, arguments: [String] = [], environment: [String: String] = ["CALGATE_ACCESS_LOG": "off"],
        messages folder: TemporaryFolder
    ) async throws {
        messageFile = folder.file("server-\(UUID().uuidString).log")
        try Data().write(to: URL(fileURLWithPath: messageFile))
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: messageFile))
        let process = Process()
        process.executableURL = CalgateCommandLine.executable
        process.arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0"] + arguments
        process.environment = CalgateCommandLine.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = log
        let (end, continuation) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = {
            continuation.yield($0.terminationReason == .uncaughtSignal ? 128 + $0.terminationStatus : $0.terminationStatus)
            continuation.finish()
        }
        try process.run()
        let identifier = process.processIdentifier
        self.identifier = identifier
        self.process = Mutex(process)
        let ended = Task { () -> Int32 in
            for await status in end { return status }
            return -1
        }
        self.ended = ended
        let isGone = Flag()
        Task {
            _ = await ended.value
            isGone.raise()
        }
        for _ in 0..<6000 {
            if let port = Self.readyPort(in: messageFile) {
                self.port = port
                return
            }
            if isGone.isRaised { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        _ = Glibc.kill(identifier, SIGKILL)
        throw HTTPFailure("the server did not start: \((try? String(contentsOfFile: messageFile, encoding: .utf8)) ?? "")")
    }

    /// `calgate is ready: listening on 127.0.0.1:12345, …`
    private static func readyPort(in file: String) -> Int? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.contains("is ready: listening on ") && text.contains("\($0)\n") }),
            let address = line.components(separatedBy: "listening on ").last?.split(separator: ",").first
        else { return nil }
        return address.split(separator: ":").last.flatMap { Int($0) }
    }

    /// Where the administrative listener is, when it was asked for.
    var adminPort: Int? {
        messages.components(separatedBy: "administration 127.0.0.1:").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) }
    }

    /// Where TLS is served, when a certificate was given.
    var tlsPort: Int? { messages.components(separatedBy: "TLS 127.0.0.1:").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) } }

    /// Sends it a signal.
    func signal(_ number: Int32) { _ = Glibc.kill(identifier, number) }

    /// Everything it said so far.
    var messages: String { (try? String(contentsOfFile: messageFile, encoding: .utf8)) ?? "" }

    /// Resident memory in bytes.
    var residentMemory: Int {
        guard let text = try? String(contentsOfFile: "/proc/\(identifier)/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    func client(_ name: String?, password: String = "secret", timeout: Double = 30) -> HTTPClient {
        HTTPClient(port: port, credentials: name.map { "\($0):\(password)" }, timeout: timeout)
    }

    /// Kills it where it stands.
    func kill() async {
        _ = Glibc.kill(identifier, SIGKILL)
        _ = await ended.value
    }

    /// Asks it to stop and returns its exit code; killed after `limit` seconds.
    func stop(limit: Double = 30) async -> Int32 {
        _ = Glibc.kill(identifier, SIGTERM)
        let identifier = identifier
        let watch = Task {
            try await Task.sleep(for: .seconds(limit))
            _ = Glibc.kill(identifier, SIGKILL)
        }
        let status = await ended.value
        watch.cancel()
        return status
    }

    private final class Flag: Sendable {
        private let value = Mutex(false)
        var isRaised: Bool { value.withLock { $0 } }
        func raise() { value.withLock { $0 = true } }
    }
}
