import GatewayTesting
import Testing

/// The feed `/webcal/collection/{uid}` (seed; Cosmo).
struct WebCalTests {
    @Test("The feed holds everything, under its stable id, its calid and the Chandler prefix")
    func feed() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.put("/CalendarData/", text: Samples.calendar(Samples.event("a"), Samples.series))
            let id = try await gateway.publicID(of: "jdoe")
            for path in ["/webcal/collection/\(id)", "/webcal/collection/jdoe", "/chandler/webcal/collection/\(id)"] {
                let get = try await jdoe.get(path)
                #expect(get.status == 200)
                #expect(get.header("Content-Type") == "text/calendar;charset=UTF-8")
                #expect(get.text.contains("UID:a") && get.text.contains("UID:series"))
                #expect(get.text.contains("X-WR-CALNAME"))
                #expect(get.header("Content-Disposition")?.hasPrefix("attachment; filename=") == true)
                let head = try await jdoe.send("HEAD", path)
                #expect(head.status == 200 && head.body.isEmpty && head.header("Content-Length") == String(get.body.count))
                #expect(head.etag == get.etag)
            }
        }
    }

    @Test("Conditional GET answers 304 with the ETag and no body, until something changes")
    func conditional() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let path = "/webcal/collection/jdoe"
            let etag = try #require(try await jdoe.get(path).etag)
            let same = try await jdoe.get(path, headers: [("If-None-Match", etag)])
            #expect(same.status == 304 && same.body.isEmpty && same.etag == etag)
            _ = try await jdoe.put("/CalendarData/", text: Samples.calendar(Samples.event("a")))
            let changed = try await jdoe.get(path, headers: [("If-None-Match", etag)])
            #expect(changed.status == 200 && changed.text.contains("UID:a"))
            let later = [("If-None-Match", etag), ("If-Modified-Since", "Fri, 31 Dec 2100 00:00:00 GMT")]
            #expect(try await jdoe.get(path, headers: later).status == 200)
        }
    }

    @Test("Unknown and forbidden feeds look alike; a public calendar needs no login")
    func whoMayRead() async throws {
        try await RunningGateway.run { gateway async throws in
            let anonymous = gateway.client(nil)
            let susan = gateway.client("susan")
            for id in ["jdoe", "nowhere", "00000000-0000-0000-0000-000000000000"] {
                #expect(try await anonymous.get("/webcal/collection/\(id)").status == 401)
                #expect(try await susan.get("/webcal/collection/\(id)").status == 404)
            }
            try await gateway.setAccess("jdoe", "@^a^r^g")
            #expect(try await anonymous.get("/webcal/collection/jdoe").status == 200)
            #expect(try await susan.get("/webcal/collection/jdoe").status == 200)
        }
    }

    @Test("Nothing can be written there", arguments: ["PUT", "DELETE", "POST", "PROPFIND"])
    func readOnly(method: String) async throws {
        try await RunningGateway.run { gateway async throws in
            let answer = try await gateway.client("jdoe").send(method, "/webcal/collection/jdoe", text: "")
            #expect(answer.status == 405 && answer.header("Allow") == "OPTIONS, GET, HEAD")
        }
    }
}
