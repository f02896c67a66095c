import GatewayTesting
import Testing
import XMLDocument

/// `sync-collection` (RFC 6578), also while others write.
struct SyncTests {
    @Test("Changes and deletions since a token, in pieces too; foreign and malformed tokens are invalid")
    func sync() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            for name in ["a", "b", "c"] { _ = try await jdoe.putEvent("/CalDAV/Calendar/\(name).ics", uid: name) }
            let first = try await jdoe.sync()
            #expect(first.hrefs.count == 3)
            let token = try #require(first.syncToken)
            #expect(try await jdoe.sync(token: token).resources.isEmpty)
            _ = try await jdoe.send("DELETE", "/CalDAV/Calendar/a.ics")
            _ = try await jdoe.putEvent("/CalDAV/Calendar/b.ics", uid: "b", Sample.morning + ["LOCATION:x"])
            _ = try await jdoe.putEvent("/CalDAV/Calendar/d.ics", uid: "d")
            let second = try await jdoe.sync(token: token)
            #expect(second["/CalDAV/~jdoe/Calendar/a.ics"]?.status == 404)
            #expect(second["/CalDAV/~jdoe/Calendar/b.ics"]?.text(.dav("getetag")) != nil)
            #expect(second.hrefs.count == 3)
            let piece = try await jdoe.sync(token: token, limit: 2)
            #expect(piece["/CalDAV/~jdoe/Calendar/"]?.status == 507)
            let rest = try await jdoe.sync(token: try #require(piece.syncToken), limit: 2)
            #expect(piece.hrefs.count + rest.hrefs.count == 4)
            #expect(rest.syncToken == second.syncToken)
            _ = try await jdoe.send("MKCALENDAR", "/CalDAV/Other/")
            for (path, bad) in [("/CalDAV/Other/", token), ("/CalDAV/Calendar/", "junk"), ("/CalDAV/Calendar/", token + "9999")] {
                let body =
                    "<sync-collection xmlns='DAV:'><sync-token>\(bad)</sync-token><sync-level>1</sync-level><prop/></sync-collection>"
                let answer = try await jdoe.report(path, body, depth: "0")
                #expect(answer.status == 403 && answer.preconditions.contains(.dav("valid-sync-token")), "\(bad)")
            }
        }
    }

    @Test("Of eight PUTs with one If-Match exactly one succeeds; of eight names with one UID one is stored")
    func races() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let etag = try #require(try await jdoe.putEvent("/CalDAV/Calendar/a.ics", uid: "a").etag)
            let changes = try await together(8) { number in
                try await jdoe.putEvent(
                    "/CalDAV/Calendar/a.ics", uid: "a", Sample.morning + ["LOCATION:\(number)"], headers: [("If-Match", etag)]
                ).status
            }
            #expect(changes.filter { $0 == 204 }.count == 1 && changes.filter { $0 == 412 }.count == 7)
            let names = try await together(8) { number in try await jdoe.putEvent("/CalDAV/Calendar/n\(number).ics", uid: "one").status }
            #expect(names.filter { $0 == 201 }.count == 1 && names.filter { $0 == 403 }.count == 7)
        }
    }

    @Test("A reader who syncs while eight write ends with exactly what is there")
    func syncingReader() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            async let writing = together(8) { writer in
                for round in 0..<12 {
                    let path = "/CalDAV/Calendar/w\(writer)-\(round % 4).ics"
                    if round % 3 == 2 {
                        _ = try await jdoe.send("DELETE", path)
                    } else {
                        _ = try await jdoe.putEvent(path, uid: "w\(writer)-\(round % 4)", Sample.morning + ["LOCATION:\(round)"])
                    }
                }
                return 0
            }
            var known: [String: String] = [:]
            var token = ""
            func catchUp() async throws {
                let answer = try await jdoe.sync(token: token, limit: token.isEmpty ? nil : 5)
                for resource in answer.resources where resource.href.hasSuffix(".ics") {
                    known[resource.href] = resource.text(.dav("getetag"))
                }
                let isDone = token == answer.syncToken
                token = answer.syncToken ?? ""
                if !isDone, answer.resources.contains(where: { $0.status == 507 }) { try await catchUp() }
            }
            for _ in 0..<10 { try await catchUp() }
            _ = try await writing
            try await catchUp()
            let present = try await jdoe.propfind("/CalDAV/Calendar/", depth: "1", "<getetag/>").resources.filter {
                $0.href.hasSuffix(".ics")
            }
            #expect(known == Dictionary(uniqueKeysWithValues: present.map { ($0.href, $0.text(.dav("getetag")) ?? "") }))
        }
    }

    private func together(_ count: Int, _ work: @escaping @Sendable (Int) async throws -> Int) async throws -> [Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<count { group.addTask { try await work(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
