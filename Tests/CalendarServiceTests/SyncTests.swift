import CalendarService
import CalendarStore
import Testing

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
}
