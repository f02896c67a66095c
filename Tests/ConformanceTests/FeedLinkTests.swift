import CalendarService
import CalendarStore
import Calgate
import Foundation
import GatewayTesting
import ICalendar
import Testing

/// Secret links to calendars, `/webcal/link/{secret}.ics`.
struct FeedLinkTests {
    @Test("A link is the owner's feed without a login, conditional like it, under every prefix")
    func feed() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let anybody = gateway.client(nil)
            _ = try await jdoe.put(
                "/CalendarData/", text: Samples.calendar(Samples.event("a"), Samples.event("b", extra: "CLASS:PRIVATE"), Samples.series))
            let path = try await gateway.feedLink().path
            let feed = try await jdoe.get("/webcal/collection/jdoe")
            let get = try await anybody.get(path)
            #expect(get.status == 200 && get.body == feed.body && get.etag == feed.etag)
            for name in ["Content-Type", "Content-Disposition", "Last-Modified", "Cache-Control"] {
                #expect(get.header(name) != nil && get.header(name) == feed.header(name))
            }
            #expect(get.header("X-Robots-Tag") == "noindex")
            #expect(try await anybody.get("/chandler" + path).body == get.body)
            #expect(try await gateway.client("jdoe", password: "wrong").get(path).status == 200)
            let head = try await anybody.send("HEAD", path)
            #expect(head.status == 200 && head.body.isEmpty && head.header("Content-Length") == String(get.body.count))
            let etag = try #require(get.etag)
            let same = try await anybody.get(path, headers: [("If-None-Match", etag)])
            #expect(same.status == 304 && same.body.isEmpty && same.etag == etag && same.header("Last-Modified") != nil)
            #expect(try await anybody.get(path, headers: [("If-Modified-Since", "Fri, 01 Jan 2010 00:00:00 GMT")]).status == 200)
            _ = try await jdoe.put("/CalendarData/", text: Samples.calendar(Samples.event("c")))
            let changed = try await anybody.get(path, headers: [("If-None-Match", etag)])
            #expect(changed.status == 200 && changed.text.contains("UID:c"))
            for method in ["PUT", "DELETE", "POST", "PROPFIND"] {
                let answer = try await anybody.send(method, path, text: "")
                #expect(answer.status == 405 && answer.header("Allow") == "OPTIONS, GET, HEAD")
            }
        }
    }

    @Test("Links of one calendar with different views have different ETags")
    func etags() async throws {
        try await RunningGateway.run { gateway async throws in
            let anybody = gateway.client(nil)
            var paths: [String] = []
            var etags: [String] = []
            for view in FeedLink.View.allCases {
                let path = try await gateway.feedLink(view).path
                paths.append(path)
                etags.append(try #require(try await anybody.get(path).etag))
            }
            #expect(Set(etags).count == paths.count)
            for path in paths {
                var statuses: [Int] = []
                for etag in etags { statuses.append(try await anybody.get(path, headers: [("If-None-Match", etag)]).status) }
                #expect(statuses.count { $0 == 304 } == 1 && statuses.count { $0 == 200 } == paths.count - 1)
            }
        }
    }

    @Test("What is no link, was revoked, or leads to what is gone or switched off, is answered alike")
    func gone() async throws {
        try await RunningGateway.run { gateway async throws in
            let anybody = gateway.client(nil)
            let jdoe = gateway.client("jdoe")
            func answer(_ path: String) async throws -> String {
                let answer = try await anybody.get(path)
                let lines = answer.text.split(separator: "\n").filter { !$0.hasPrefix("Request id:") }
                let headers = answer.headers.map(\.name).filter { $0 != "Date" && $0 != "X-Request-Id" }
                return "\(answer.status) \(headers) \(lines)"
            }
            let unknown = try await answer("/webcal/link/abcdefghijklmnopqrstuvwxyz.ics")
            #expect(unknown.hasPrefix("404 "))
            let first = try await gateway.feedLink()
            let secret = first.path.dropFirst("/webcal/link/".count).dropLast(4)
            for name in [
                ".ics", "x.ics", "jdoe.ics", "%20.ics", "\(secret)", "\(secret).ICS", "\(secret.uppercased()).ics", "\(secret).ics.ics",
            ] {
                #expect(try await answer("/webcal/link/" + name) == unknown, "\(name)")
            }
            #expect(try await anybody.get(first.path).status == 200)
            _ = try await gateway.withStore { open, caller in try await open.service.revokeFeedLink(first.id, for: caller) }
            #expect(try await answer(first.path) == unknown, "revoked")

            let second = try await gateway.feedLink()
            #expect(try await anybody.get(second.path).status == 200)
            try await gateway.withStore { open, caller in
                _ = try await open.service.updateCalendar(.calid("jdoe"), for: caller) { calendar, _ in
                    calendar.properties.isDisabled = true
                }
            }
            #expect(try await answer(second.path) == unknown, "the calendar is switched off")
            try await gateway.withStore { open, caller in
                _ = try await open.service.updateCalendar(.calid("jdoe"), for: caller) { calendar, _ in
                    calendar.properties.isDisabled = false
                }
            }
            #expect(try await anybody.get(second.path).status == 200)
            func setWebCal(_ isEnabled: Bool) async throws {
                try await gateway.withStore { open, _ in
                    var account = try await open.account("jdoe")
                    account.isWebCalEnabled = isEnabled
                    let changed = account
                    try await open.store.write { try $0.update(changed) }
                }
            }
            try await setWebCal(false)
            #expect(try await answer(second.path) == unknown, "the owner's service is switched off")
            try await setWebCal(true)
            #expect(try await anybody.get(second.path).status == 200)

            #expect(try await jdoe.send("MKCALENDAR", "/CalDAV/newcal/").status == 201)
            let third = try await gateway.feedLink(to: "jdoe:newcal")
            #expect(try await anybody.get(third.path).status == 200)
            #expect(try await jdoe.send("DELETE", "/CalDAV/newcal/").status == 204)
            #expect(try await answer(third.path) == unknown, "the calendar is gone")
            #expect(try await jdoe.send("MKCALENDAR", "/CalDAV/newcal/").status == 201)
            #expect(try await answer(third.path) == unknown, "another calendar of that name")
            let fourth = try await gateway.feedLink(to: "susan")
            #expect(try await anybody.get(fourth.path).status == 200)
            try await gateway.withStore { open, _ in
                let susan = try await open.account("susan")
                try await open.store.write { try $0.removeAccount(susan.id) }
            }
            #expect(try await answer(fourth.path) == unknown, "the account is gone")
        }
    }

    // MARK: Views

    @Test("Public items only: those whole, of the others not even that they are there")
    func publicItems() async throws {
        try await RunningGateway.run { gateway async throws in
            try await gateway.publishMixed()
            let feed = try await gateway.client(nil).get(try await gateway.feedLink(.publicItems).path)
            #expect(!feed.text.lowercased().contains("undisclosed") && !feed.text.contains("CLASS:"))
            let uids = Set(feed.text.contentLines.filter { $0.hasPrefix("UID:") })
            #expect(uids.count == 11 && uids.allSatisfy { $0.hasPrefix("UID:spoken-") }, "\(uids)")
            #expect(feed.text.contains("SUMMARY:spoken moved") && feed.text.contains("X-PROJECT:spoken"))
            // Whole, for the owner and nobody else.
            let whole = try await gateway.client(nil).get(try await gateway.feedLink(.full).path)
            #expect(whole.text.contains("undisclosed doctor"))
        }
    }

    @Test("What WCAP's addlink shows in a calendar is shown by its links as their view allows")
    func linkedItems() async throws {
        try await RunningGateway.run { gateway async throws in
            _ = try await gateway.client("susan").put(
                "/CalendarData/",
                text: Samples.calendar(
                    Samples.event("one", summary: "spoken"), Samples.event("two", summary: "undisclosed", extra: "CLASS:PRIVATE")))
            try await gateway.setAccess("susan", "jdoe^a^r^g")
            let session = try await WCAPSession(gateway, "jdoe")
            #expect(try await session.errno("addlink?srcCal=susan&destCal=jdoe&uid=one;two&rid=0;0") == 0)
            let anybody = gateway.client(nil)
            let full = try await anybody.get(gateway.feedLink(.full).path)
            #expect(full.text.contains("SUMMARY:spoken") && full.text.contains("SUMMARY:Busy") && !full.text.contains("undisclosed"))
            let items = try await anybody.get(gateway.feedLink(.publicItems).path)
            #expect(items.text.contains("UID:one") && !items.text.contains("UID:two"))
            let busy = try await anybody.get(gateway.feedLink(.busy).path)
            #expect(busy.text.contentLines.count { $0 == "SUMMARY:Busy" } == 2)
            #expect(!busy.text.contains("spoken") && !busy.text.contains("UID:one"))
            // Susan takes her calendar back: jdoe's links show it no longer.
            try await gateway.setAccess("susan", "jdoe^a^r^d")
            for view in FeedLink.View.allCases {
                let feed = try await anybody.get(gateway.feedLink(view).path)
                #expect(feed.status == 200 && !feed.text.contains("BEGIN:VEVENT"), "\(view)")
            }
        }
    }

    // MARK: Secrecy

    @Test("The secret is neither in a log nor in the store, however its path is written")
    func secrecy() async throws {
        let folder = NSTemporaryDirectory() + "calgate-link-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let log = folder + "/access.log"
        try await RunningGateway.run(configure: { $0.accessLog = .file(log) }) { gateway in
            let made = try await gateway.feedLink(.busy)
            let secret = String(made.path.dropFirst("/webcal/link/".count).dropLast(4))
            let anybody = gateway.client(nil)
            #expect(try await anybody.get(made.path).status == 200)
            for path in [
                "/chandler" + made.path, "/webcal/link/\(secret)", "/webcal/link/\(secret).ics?x=\(secret)",
                "//webcal//link//\(secret).ics",
                "/webcal/%6cink/\(secret).ics", "/webcal%2Flink%2F\(secret).ics", "/elsewhere/webcal/link/\(secret).ics",
                "/WebCal/Link/\(secret).ics", "/webcal/link/\(secret).ics/more", "/webcal/link/\(secret)%zz.ics",
                "/webcal/link/../link/\(secret)",
                "http://127.0.0.1\(made.path)",
            ] {
                #expect(try await anybody.get(path).status < 500, "\(path)")
                #expect(try await anybody.send("PUT", path, text: "").status < 500, "\(path)")
            }
            _ = try await anybody.get("/webcal/collection/end-of-test")
            var text = ""
            for _ in 0..<200 where !text.contains("end-of-test") {
                try await Task.sleep(for: .milliseconds(50))
                text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            }
            #expect(text.contains("end-of-test") && !text.contains(secret))
            let lines = text.split(separator: "\n")
            #expect(lines.count { $0.contains("path=/webcal/link/…") || $0.contains("path=\"/webcal/link/…\"") } >= 2)
            #expect(lines.contains { $0.contains("detail=link-\(made.id)") && $0.contains("status=200") && $0.contains("account=-") })
            for name in try FileManager.default.contentsOfDirectory(atPath: gateway.folder) {
                guard let data = FileManager.default.contents(atPath: gateway.folder + "/" + name) else { continue }
                #expect(data.range(of: Data(secret.utf8)) == nil, "\(name)")
            }
        }
    }
}

extension RunningGateway {
    /// Makes a link as its calendar's owner does; returns its path and number.
    func feedLink(to calid: String = "jdoe", _ view: FeedLink.View = .full) async throws -> (path: String, id: Int64) {
        try await withStore { open, caller in
            let made = try await open.service.makeFeedLink(to: .calid(calid), view: view, comment: "for susan", for: caller)
            return ("/webcal/link/\(made.secret).ics", made.link.id)
        }
    }

    /// Puts everything into jdoe's calendar that a view has to leave out: what stands in items that are not public has the word
    /// "undisclosed" in it, all other text "spoken".
    func publishMixed() async throws {
        let text = try String(contentsOf: TestFiles.package.appendingPathComponent("fixtures/webcal/mixed.ics"), encoding: .utf8)
        let put = try await client("jdoe").put("/CalendarData/", text: text)
        #expect(put.status < 300, "\(put.text)")
    }
}
