import CalendarStore
import ICalendar
import Testing

import class Foundation.FileManager
import class Foundation.Process
import class Foundation.ProcessInfo
import struct Foundation.URL

@testable import SQLStore

/// That the one SQL is good for the other engine too.
@Suite struct PostgreSQLTests {
    /// Prepares the schema and every statement on a server: `CALGATE_TEST_PG` holds psql's connection string.
    @Test func everyStatementIsGoodForPostgreSQL() async throws {
        let folder = try TemporaryStore.makeFolder()
        let statements = try Self.statementTexts(path: folder.appending(path: "store.sqlite").path)
        #expect(statements.count == (try Self.declaredStatements()), "the walk below must use every statement once")
        if let server = ProcessInfo.processInfo.environment["CALGATE_TEST_PG"] {
            var script = "BEGIN;\nCREATE SCHEMA calgate_prepare;\nSET search_path TO calgate_prepare;\n"
            for step in Migrations.steps { script += step(.postgreSQL).map { $0 + ";\n" }.joined() }
            for (number, text) in statements.sorted().enumerated() { script += "PREPARE statement\(number) AS \(text);\n" }
            script += "ROLLBACK;\n"
            let file = folder.appending(path: "prepare.sql")
            try script.write(to: file, atomically: true, encoding: .utf8)
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", file.path, server]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "psql's message is above")
        } else {
            print("statements on PostgreSQL: not tried, CALGATE_TEST_PG is not set")
        }
        try FileManager.default.removeItem(at: folder)
    }

    /// How many statements the sources of the operations declare.
    private static func declaredStatements() throws -> Int {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        let sources = folder.appending(path: "Sources/SQLStore")
        var count = 0
        for room in ["Transaction", "Commit"] {
            for file in try FileManager.default.contentsOfDirectory(atPath: sources.appending(path: room).path)
            where file != "StoreCheck.swift" {
                let text = try String(contentsOf: sources.appending(path: room).appending(path: file), encoding: .utf8)
                count += text.split(separator: "\n").count { line in
                    line.contains("static let") && (line.contains(": SQL = ") || line.contains(" = SQL("))
                }
            }
        }
        return count
    }

    /// Does everything once on SQLite; returns what was prepared for it.
    private static func statementTexts(path: String) throws -> [String] {
        try SQLiteFile.prepare(path)
        let connection = try SQLiteFile.connect(path, .init(), .writing)
        try SQLiteFile.migrate(connection, clock: SystemClock())
        let schema = Set(connection.preparedTexts)
        let queue = WriteQueue(limit: 1)
        let cache = RowCache(try ReadTransaction(connection, CalendarCoding()).state())
        let writer = GroupCommitWriter(connection: connection, queue: queue, clock: SystemClock(), cache: cache)
        let walk = Walk()
        _ = try queue.add(walk)
        writer.drain()
        if let failure = walk.failure { throw failure }
        let engine = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"]
        return connection.preparedTexts.filter { text in
            !schema.contains(text) && !engine.contains { text.hasPrefix($0) }
        }
    }

    /// Every operation of the contract at least once, on every way that has a statement of its own.
    private final class Walk: PendingWrite, @unchecked Sendable {
        init() { super.init(isAlone: false, isFlushed: true) }

        override func perform(in transaction: WriteTransaction) throws {
            var domain = try transaction.insertDomain(name: "example.com", isDefault: true)
            domain.aliases = ["www.example.com"]
            try transaction.update(domain)
            try transaction.removeDomain(try transaction.insertDomain(name: "example.org", isDefault: false).id)
            _ = try transaction.domain(named: "example.com")
            _ = try transaction.defaultDomain()
            var account = try transaction.insert(
                NewAccount(domain: domain.id, name: "a", displayName: "", emailAddresses: ["a@example.com"], passwordVerifier: nil))
            try transaction.update(account)
            _ = try transaction.account(account.id)
            _ = try transaction.account(named: "a", in: domain.id)
            _ = try transaction.account(emailAddress: "a@example.com")
            _ = try transaction.accounts(in: nil)
            _ = try transaction.accounts(in: domain.id)
            try transaction.setPasswordVerifier("x", of: account.id)
            _ = try transaction.passwordVerifier(of: account.id)
            try transaction.setPreference("p", to: ["1"], of: account.id)
            _ = try transaction.preferences(of: account.id)
            try transaction.setSubscriptions([("c", "n")], of: account.id)
            _ = try transaction.subscriptions(of: account.id)
            let calendar = try transaction.insert(.sample("Calendar", owner: account.id))
            account.defaultCalendar = calendar.id
            try walkCalendar(calendar, transaction)
            try walkServices(calendar, transaction)
            try transaction.removeAccount(account.id)
        }

        private func walkCalendar(_ calendar: Calendar, _ transaction: WriteTransaction) throws {
            try transaction.updateProperties(of: calendar)
            _ = try transaction.calendar(calendar.id)
            _ = try transaction.calendar(publicID: calendar.publicID)
            _ = try transaction.calendar(named: calendar.name, of: calendar.owner)
            _ = try transaction.calendar(calidTail: calendar.calidTail, of: calendar.owner)
            _ = try transaction.allCalendars()
            _ = try transaction.size(of: calendar.id)
            let zone = Digest.sample("zone")
            try transaction.keepTimeZone(zone, text: [1])
            var object = try transaction.insert(.sample("a", timeZones: [zone]), resourceName: nil, in: calendar.id, author: "")
            try transaction.settleTimeZones()
            object = try transaction.replace(object, with: .sample("c", timeZones: []), author: "")
            try transaction.settleTimeZones()
            object = try transaction.replace(object, with: .sample("a", timeZones: [zone]), author: "")
            object = try transaction.rename(object, to: "b.ics", author: "")
            try transaction.updateDerived(object.id, with: .sample("a"))
            try transaction.updateSource(of: object.id, to: .sample("s"))
            _ = try transaction.object(uid: "a", in: calendar.id)
            _ = try transaction.object(resourceName: "b.ics", in: calendar.id)
            _ = try transaction.objectRecord(uid: "a", in: calendar.id)
            _ = try transaction.objectRecord(resourceName: "b.ics", in: calendar.id)
            try transaction.forEachObject(in: calendar.id) { _ in true }
            try transaction.forEachObjectRecord(in: calendar.id) { _ in true }
            let range = object.span.first.map { $0..<$0.advanced(bySeconds: 1) } ?? .distantPast ..< .distantFuture
            try transaction.forEachObject(in: calendar.id, overlapping: range, includingUndated: true) { _ in true }
            try transaction.forEachObject(in: calendar.id, withAlarmsIn: range) { _ in true }
            try transaction.forEachObject(in: calendar.id, modifiedIn: transaction.now...transaction.now) { _ in true }
            let ids = try transaction.objectIDs(in: calendar.id)
            _ = try transaction.objectRecords(ids)
            _ = try transaction.objectTexts(ids)
            _ = try transaction.timeZoneTexts([zone])
            try transaction.remove(object, author: "")
            _ = try transaction.insert(.sample("d"), resourceName: "e.ics", in: calendar.id, author: "")
            transaction.lastObject += 5000
            object = try transaction.insert(.sample("a"), resourceName: nil, in: calendar.id, author: "")
            try transaction.forEachObjectRecord(in: calendar.id) { _ in true }
            try transaction.forEachObject(in: calendar.id) { _ in true }
            try transaction.remove(object, author: "")
            try transaction.touch(calendar.id)
            _ = try transaction.changes(in: calendar.id, after: .zero, limit: 1)
            _ = try transaction.changeLog(of: calendar.id, limit: 1)
            _ = try transaction.versions(in: calendar.id, replacedAfter: Timestamp(microseconds: 0), uid: nil)
            let deleted = DeletedComponent(
                uid: "a", recurrenceIDLine: nil, kind: "VEVENT", time: transaction.now, author: "", stub: [])
            try transaction.log(deleted, in: calendar.id)
            _ = try transaction.deletedComponents(in: calendar.id, during: transaction.now...transaction.now, limit: 1)
            _ = try transaction.deleteLogStart(of: calendar.id)
            let late = Timestamp(microseconds: .max)
            _ = try transaction.prune(versionsBefore: late, versionOctets: 0, changesBefore: late)
            // The log is gone now.
            _ = try transaction.objectIDs(in: calendar.id, modifiedIn: transaction.now...transaction.now)
            _ = try transaction.objectIDs(in: calendar.id, resourceNames: ["a.ics", "b.ics", "c"])
        }

        private func walkServices(_ calendar: Calendar, _ transaction: WriteTransaction) throws {
            let link = Link(destination: calendar.id, source: calendar.id, uid: "a", recurrenceID: nil)
            try transaction.insert(link)
            _ = try transaction.links(in: calendar.id)
            _ = try transaction.linkDestinations(of: calendar.id)
            try transaction.remove(link)
            let feed = try transaction.insertFeedLink(calendar: calendar.id, secretHash: .sample("s"), view: .busy, comment: "")
            try transaction.touchFeedLink(feed.id)
            _ = try transaction.feedLinks(of: calendar.id)
            _ = try transaction.feedLink(secretHash: .sample("s"))
            _ = try transaction.feedLink(feed.id)
            try transaction.removeFeedLink(feed.id)
            let session = Session(
                idHash: .sample("i"), account: calendar.owner, actingAdministrator: nil, address: "", created: transaction.now,
                lastUsed: transaction.now)
            try transaction.insert(session)
            try transaction.touchSession(session.idHash, lastUsed: transaction.now)
            _ = try transaction.session(idHash: session.idHash)
            _ = try transaction.sessions()
            try transaction.removeSession(session.idHash)
            _ = try transaction.removeSessions(lastUsedBefore: transaction.now)
            try transaction.enqueue(sender: "", recipients: ["a"], octets: [])
            for message in try transaction.outgoingMessages(dueAt: transaction.now, limit: 1) {
                try transaction.update(message)
                try transaction.removeOutgoingMessage(message.id)
            }
            try transaction.setSetting("s", to: "v")
            _ = try transaction.setting("s")
            try transaction.setSetting("s", to: nil)
        }
    }
}
