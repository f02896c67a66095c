import CalendarStore
import Foundation
import ICalendar
import SQLStore

/// Writes for ever and says on stdout what is durable; the crash test kills it in the middle. Part of the tests, not of the server.
///
/// Usage: `StoreCrashWriter STORE RUN`. A line `done RUN TASK NUMBER` follows the answer to each write. One write stores two objects,
/// `RUN-TASK-NUMBER-a` and `…-b`: either both are there later or neither.
@main
struct Main {
    static func main() async throws {
        guard CommandLine.arguments.count == 3 else {
            FileHandle.standardError.write(Data("usage: StoreCrashWriter STORE RUN\n".utf8))
            exit(2)
        }
        let store = try SQLiteStore(path: CommandLine.arguments[1])
        let run = CommandLine.arguments[2]
        let calendar = try await store.write { transaction in
            if let calendar = try transaction.allCalendars().first { return calendar.id }
            let domain = try transaction.insertDomain(name: "example.com", isDefault: true)
            let account = try transaction.insert(NewAccount(domain: domain.id, name: "crash", displayName: "", passwordVerifier: nil))
            return try transaction.insert(
                NewCalendar(
                    owner: account.id, name: "Calendar", calidTail: "Calendar", publicID: "crash", displayName: "",
                    accessList: AccessList([]))
            ).id
        }
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    do {
                        for number in 0... { try await write(run: run, task: task, number: number, to: calendar, of: store) }
                    } catch {
                        FileHandle.standardError.write(Data("\(error)\n".utf8))
                        exit(1)
                    }
                }
            }
        }
    }

    private static func write(run: String, task: Int, number: Int, to calendar: CalendarID, of store: SQLiteStore) async throws {
        let name = "\(run)-\(task)-\(number)"
        try await store.write { transaction in
            for half in ["a", "b"] {
                _ = try transaction.insert(content("\(name)-\(half)"), resourceName: nil, in: calendar, author: "")
            }
            if number > 0, let old = try transaction.objectRecord(uid: "\(run)-\(task)-\(number - 1)-b", in: calendar) {
                _ = try transaction.replace(old, with: content(old.uid), author: "")
            }
        }
        // One write call a line: what the pipe holds is whole.
        FileHandle.standardOutput.write(Data("done \(run) \(task) \(number)\n".utf8))
    }

    private static func content(_ uid: String) -> ObjectContent {
        ObjectContent(
            uid: uid, kind: .vevent, text: ObjectText(form: .components, octets: [UInt8](repeating: 0x58, count: 900)), etag: uid,
            digest: Digest(octets: []), span: ObjectSpan(first: Instant(seconds: 0), last: Instant(seconds: 60), isRecurring: false),
            classification: .public, sequence: 0
        )
    }
}
