import Foundation
import Testing

/// The built `calgate`, run as users run it.
enum CalgateCommandLine {
    /// What a run left behind.
    struct Outcome {
        var exitCode: Int32
        var output: [UInt8]
        var messages: String

        var text: String { String(decoding: output, as: UTF8.self) }
        var lines: [String] { text.split(whereSeparator: \.isNewline).map(String.init) }
    }

    /// The executable beside the test bundle.
    static let executable: URL = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let folder = URL(fileURLWithPath: bundle).deletingLastPathComponent()
        let names = ["calgate", "CalgateCommand"].map { folder.appendingPathComponent($0) }
        return names.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? names[0]
    }()

    /// The environment without settings of the machine's own.
    static let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CALGATE_") }

    /// Runs a command to its end; after `limit` seconds it is killed, and its exit code is 137.
    static func run(_ arguments: String..., input: String? = nil, limit: Double = 60) async throws -> Outcome {
        try await run(arguments, input: input, limit: limit)
    }

    static func run(_ arguments: [String], input: String? = nil, limit: Double = 60) async throws -> Outcome {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment
        // Files instead of pipes: nobody has to read while the command runs.
        process.standardOutput = try folder.newFile("output")
        process.standardError = try folder.newFile("messages")
        if let input {
            try Data(input.utf8).write(to: folder.url("input"))
            process.standardInput = try FileHandle(forReadingFrom: folder.url("input"))
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        let exitCode = try await process.runToEnd(limit: limit)
        return Outcome(
            exitCode: exitCode, output: [UInt8](try Data(contentsOf: folder.url("output"))),
            messages: String(decoding: try Data(contentsOf: folder.url("messages")), as: UTF8.self))
    }

    /// Runs a command that has to succeed.
    @discardableResult
    static func succeed(_ arguments: String..., input: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) async throws
        -> Outcome
    {
        let outcome = try await run(arguments, input: input)
        try #require(outcome.exitCode == 0, "\(arguments.joined(separator: " ")): \(outcome.messages)", sourceLocation: sourceLocation)
        return outcome
    }
}

extension Process {
    /// Starts and waits without holding a thread of the pool; returns the exit code, 128 + n for an end by signal n.
    func runToEnd(limit: Double) async throws -> Int32 {
        let (ended, continuation) = AsyncStream<Void>.makeStream()
        terminationHandler = { _ in continuation.finish() }
        try run()
        let identifier = processIdentifier
        let watch = Task {
            try await Task.sleep(for: .seconds(limit))
            kill(identifier, SIGKILL)
        }
        for await _ in ended {}
        watch.cancel()
        return terminationReason == .uncaughtSignal ? 128 + terminationStatus : terminationStatus
    }
}

/// A folder that lives as long as a test.
struct TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "calgate-process-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func url(_ name: String) -> URL { URL(fileURLWithPath: path).appendingPathComponent(name) }

    func file(_ name: String) -> String { url(name).path }

    /// Makes an empty file and opens it for writing.
    func newFile(_ name: String) throws -> FileHandle {
        try Data().write(to: url(name))
        return try FileHandle(forWritingTo: url(name))
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: url(name))
        return file(name)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
