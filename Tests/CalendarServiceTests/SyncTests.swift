import CalendarService
import CalendarStore
import Logging
import SQLStore
import Testing

import struct Foundation.URL

@Suite("Syncing by token")
struct SyncTests {
    @Test("A client that asks in pieces sees everything once, and what happens meanwhile", arguments: [1, 2, 3, 100])
    func pieces(limit: Int) async throws {
        try await TestService.with { test in
            func event(_ uid: String, _ summary: String = "x") -> String { SampleText.calendar(SampleText.event(uid, summary)) }
            for number in 0..<7 { _ = try await test.put(event("e\(number)"), as: "e\(number)") }
            var seen: [String: String] = [:]
            var token: String?
            var step = 0
            while true {
                let report = try await test.service.changes(in: TestService.calendar, since: token, limit: limit, for: test.jdoe)
                #expect(report.changes.count <= limit)
                for change in report.changes { seen[change.resourceName] = change.etag }
                token = report.token
                if step == 0 {
                    try await test.service.removeObject(named: "e0", in: TestService.calendar, for: test.jdoe)
                    try await test.service.removeObject(named: "e6", in: TestService.calendar, for: test.jdoe)
                    _ = try await test.put(event("e1", "changed"), as: "e1")
                    _ = try await test.put(event("new"), as: "new")
                } else if !report.isCut {
                    break
                }
                step += 1
                try #require(step < 50)
            }
            let records = try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe)
            #expect(seen == Dictionary(uniqueKeysWithValues: records.map { ($0.resourceName, $0.etag) }))
            let last = try await test.service.changes(in: TestService.calendar, since: token, limit: nil, for: test.jdoe)
            #expect(last.changes.isEmpty && last.token == token)
        }
    }

    @Test("A token of another calendar, of the future or of another store is invalid", arguments: ["", "x", "1:2:3", "::", "a:b:c:d"])
    func invalidTokens(token: String) async throws {
        try await TestService.with { test in
            func changes(_ token: String) async throws -> CalendarError.Code? {
                try await code { _ = try await test.service.changes(in: TestService.calendar, since: token, limit: nil, for: test.jdoe) }
            }
            #expect(try await changes(token) == .syncTokenInvalid)
            let other = try await test.service.calendar(.path(owner: "susan", name: ""), for: test.susan)
            #expect(try await changes(test.service.syncToken(of: other.calendar)) == .syncTokenInvalid)
            let own = test.service.syncToken(of: try await test.info().calendar)
            #expect(try await changes(own) == nil)
            #expect(try await changes(own + "9") == .syncTokenInvalid)
        }
    }

    @Test("However far back a client asks, and whoever asked before, it is told what changed since")
    func recentChanges() async throws {
        try await TestService.with { test in
            let beside = CalendarService(
                store: try SQLiteStore(path: test.folder.appending(path: "store.sqlite").path, clock: test.clock), zones: TestService.zones,
                clock: test.clock, settings: ServiceSettings(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try await test.share("susan^c^r^g")
            var states: [(token: String, etags: [String: String])] = []
            func etags(for caller: Caller) async throws -> [String: String] {
                let records = try await test.service.objectRecords(in: TestService.calendar, for: caller)
                return Dictionary(uniqueKeysWithValues: records.map { ($0.resourceName, $0.etag) })
            }
            for round in 0..<12 {
                let text = SampleText.calendar(
                    SampleText.event("e\(round % 5)", "\(round)", extra: round % 3 == 0 ? "CLASS:PRIVATE" : "CLASS:PUBLIC"))
                if round % 4 == 3 {
                    try await test.service.removeObject(named: "e\((round - 1) % 5)", in: TestService.calendar, for: test.jdoe)
                } else if round % 2 == 0 {
                    _ = try await test.put(text, as: "e\(round % 5)")
                } else {
                    _ = try await beside.putObject(
                        named: "e\(round % 5)", in: TestService.calendar, text: Array(text.utf8), charset: nil, for: test.jdoe)
                }
                states.append((test.service.syncToken(of: try await test.info().calendar), try await etags(for: test.jdoe)))
                // From the newest token back and forth, so that what is known reaches back further and further.
                for (token, then) in states.reversed() + states {
                    for (caller, isOwner) in [(test.jdoe, true), (test.susan, false)] {
                        let report = try await test.service.changes(in: TestService.calendar, since: token, limit: nil, for: caller)
                        let now = try await etags(for: caller)
                        var applied = then
                        for change in report.changes { applied[change.resourceName] = change.etag }
                        #expect(Set(applied.keys) == Set(now.keys))
                        for change in report.changes { #expect(change.etag == now[change.resourceName]) }
                        if isOwner { #expect(applied == now) }
                        #expect(report.token == states.last?.token && !report.isCut)
                        let piece = try await test.service.changes(in: TestService.calendar, since: token, limit: 1, for: caller)
                        #expect(piece.changes == Array(report.changes.prefix(1)) && piece.isCut == (report.changes.count > 1))
                    }
                }
            }
            await beside.store.close()
        }
    }
}
