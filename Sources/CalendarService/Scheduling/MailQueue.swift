public import CalendarStore
import Foundation
public import Logging

/// Takes waiting messages out of the store and gives each to a `sendmail`-compatible command, again and again until it goes or is given up.
///
/// Never in the way of a request: a store only puts its message into the queue, in its own transaction.
public struct MailQueue: Sendable {
    /// Seconds after which a message that cannot go is given up.
    private static let lifetime: Int64 = 5 * 86_400
    /// Seconds one run of the command may take.
    private static let patience: Int = 60
    private static let batch = 20

    private let store: any CalendarStore
    private let command: [String]
    private let clock: any WallClock
    private let logger: Logger

    /// - Parameter command: program (an absolute path) and arguments, such as `/usr/sbin/sendmail -t -i`; the message comes on its
    ///   standard input, recipients stand in its headers.
    public init(store: any CalendarStore, command: [String], clock: any WallClock, logger: Logger) {
        self.store = store
        self.command = command
        self.clock = clock
        self.logger = logger
    }

    /// Tries all messages that are due once; what goes wrong is logged.
    public func sendAllDue() async {
        do {
            while try await sendDue() == MailQueue.batch, !Task.isCancelled {}
        } catch {
            logger.error("Mail cannot be taken from the queue.", metadata: ["reason": "\(error)"])
        }
    }

    /// Tries the messages that are due once; returns how many there were.
    ///
    /// - Throws: `StoreError`.
    @discardableResult
    public func sendDue() async throws -> Int {
        let now = clock.now()
        let messages = try await store.read { try $0.outgoingMessages(dueAt: now, limit: MailQueue.batch) }
        for message in messages {
            if Task.isCancelled { break }
            let failure = await MailCommand(command, patience: MailQueue.patience).send(message.octets)
            try await settle(message, failure: failure)
        }
        return messages.count
    }

    private func settle(_ message: OutgoingMessage, failure: String?) async throws {
        guard let failure else { return try await store.write { try $0.removeOutgoingMessage(message.id) } }
        let now = clock.now()
        let metadata: Logger.Metadata = ["message": "\(message.id)", "attempts": "\(message.attempts + 1)", "reason": "\(failure)"]
        guard now.microseconds - message.created.microseconds < MailQueue.lifetime * 1_000_000 else {
            logger.error("Mail given up.", metadata: metadata)
            return try await store.write { try $0.removeOutgoingMessage(message.id) }
        }
        logger.warning("Mail did not go; it is tried again.", metadata: metadata)
        var later = message
        later.attempts += 1
        later.lastError = failure
        later.nextAttempt = Timestamp(microseconds: now.microseconds + MailQueue.pause(after: later.attempts) * 1_000_000)
        let update = later
        try await store.write { try $0.update(update) }
    }

    /// Seconds until the next attempt: one minute, doubled each time, at most four hours.
    static func pause(after attempts: Int) -> Int64 { min(60 << Int64(min(max(attempts - 1, 0), 20)), 4 * 3600) }
}

/// One run of the mail command.
private struct MailCommand: Sendable {
    let command: [String]
    let patience: Int

    init(_ command: [String], patience: Int) {
        self.command = command
        self.patience = patience
    }

    /// nil when the command took the message, else why it did not.
    func send(_ octets: [UInt8]) async -> String? {
        await withCheckedContinuation { continuation in
            // The command is waited for on a thread of its own, not on one that serves requests.
            Thread.detachNewThread { continuation.resume(returning: run(octets)) }
        }
    }

    private func run(_ octets: [UInt8]) -> String? {
        guard let program = command.first else { return "no mail command is configured" }
        let folder = FileManager.default.temporaryDirectory.appending(path: "calgate-mail-\(UUID().uuidString)")
        // From a file: a command that does not read cannot block us, and one that dies early raises no signal.
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            guard FileManager.default.createFile(atPath: folder.path, contents: Data(octets), attributes: [.posixPermissions: 0o600]) else {
                return "no temporary file could be made"
            }
            let child = try ChildProcess(command, standardInput: folder.path)
            guard let status = child.status(within: patience) else { return "the mail command took longer than \(patience) seconds" }
            return status == 0 ? nil : "the mail command ended with status \(status)"
        } catch {
            return "the mail command \(program) cannot be run: \(error)"
        }
    }
}
