import CalendarStore
import Foundation
import Logging
import SQLStore
import Testing

@testable import CalendarService

/// The way of a message from the queue through the mail command.
@Suite struct MailQueueTests {
    @Test func messagesLeaveOnceAndAreTriedAgain() async throws {
        try await TestService.with { test in
            try await test.store.write {
                try $0.enqueue(sender: "a@example.com", recipients: ["b@x.org"], octets: Array("To: b\r\n\r\nhello".utf8))
            }
            let target = test.folder.appending(path: "sent").path
            func queue(_ script: String) -> MailQueue {
                MailQueue(
                    store: test.store, command: ["/bin/sh", "-c", script], clock: test.clock,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                )
            }
            let failing = queue("exit 75")
            #expect(try await failing.sendDue() == 1)
            // Not again at once.
            #expect(try await failing.sendDue() == 0)
            test.clock.advance(seconds: 61)
            #expect(try await queue("cat >> '\(target)'").sendDue() == 1)
            #expect(try String(contentsOfFile: target, encoding: .utf8).contains("hello"))
            test.clock.advance(seconds: 86_400)
            #expect(try await failing.sendDue() == 0)
        }
    }

    @Test func hopelessMessagesAreGivenUp() async throws {
        try await TestService.with { test in
            try await test.store.write { try $0.enqueue(sender: "a@example.com", recipients: ["b@x.org"], octets: Array("x".utf8)) }
            test.clock.advance(seconds: 6 * 86_400)
            let queue = MailQueue(
                store: test.store, command: ["/nowhere/sendmail"], clock: test.clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            #expect(try await queue.sendDue() == 1)
            let left = try await test.store.read { try $0.outgoingMessages(dueAt: Timestamp(microseconds: .max), limit: 10) }
            #expect(left.isEmpty)
        }
    }

    @Test func pausesGrow() {
        #expect([1, 2, 3, 9, 50].map(MailQueue.pause) == [60, 120, 240, 14_400, 14_400])
    }

    @Test(arguments: [
        ("Jane Doe", "\"Jane Doe\""), ("Zoë", "=?UTF-8?B?Wm/Dqw==?="), ("a\"b\r\nX: y", "\"a\\\"b  X: y\""),
    ])
    func namesInHeaders(name: String, header: String) { #expect(EncodedWord.phrase(name, after: 6) == header) }

    @Test func longSubjectsAreCutBetweenCharacters() {
        let text = String(repeating: "ü", count: 100)
        let words = EncodedWord.unstructured(text, after: 9).split(separator: "\r\n ")
        #expect(words.count > 1)
        #expect(words[0].utf8.count + 9 <= 76)
        for word in words {
            #expect(word.utf8.count <= 75)
            let octets = Data(base64Encoded: String(word.dropFirst(10).dropLast(2)))
            #expect(octets.flatMap { String(data: $0, encoding: .utf8) }?.allSatisfy { $0 == "ü" } == true)
        }
    }
}
