import Foundation
import GatewayTesting
import Testing

/// What broken, hostile or enormous input does to a server: a clear answer, nothing stored lost, everybody else served.
struct BadInputTests {
    /// A body and what may become of it.
    struct Sample: Sendable, CustomTestStringConvertible {
        var name: String
        var body: @Sendable () -> String
        var statuses: [Int]

        var testDescription: String { name }
    }

    private static func rules(_ rule: String, start: String = "20260302T090000Z", extra: String = "") -> String {
        Samples.calendar(Samples.event("hostile", start: start, end: "20260302T100000Z", extra: "RRULE:\(rule)\(extra)"))
    }

    private static let everySecond: String = {
        func list(_ count: Int) -> String { (0..<count).map(String.init).joined(separator: ",") }
        return "FREQ=YEARLY;BYHOUR=\(list(24));BYMINUTE=\(list(60));BYSECOND=\(list(60));BYDAY=MO,TU,WE,TH,FR,SA,SU"
    }()

    static let samples: [Sample] = [
        Sample(name: "truncated", body: { String(Samples.calendar(Samples.event("a")).dropLast(30)) }, statuses: [422]),
        Sample(name: "HTML", body: { String(repeating: "<p>Please log in</p>\r\n", count: 20_000) }, statuses: [400]),
        Sample(
            name: "100,000 BEGINs", body: { "BEGIN:VCALENDAR\r\n" + String(repeating: "BEGIN:VEVENT\r\n", count: 100_000) }, statuses: [422]
        ),
        Sample(
            name: "a line of 5 MB",
            body: { Samples.calendar(Samples.event("a", extra: "DESCRIPTION:" + String(repeating: "x", count: 5_000_000))) },
            statuses: [204]),
        Sample(
            name: "200,000 parameters",
            body: { Samples.calendar(Samples.event("a", extra: "X-A" + String(repeating: ";P=1", count: 200_000) + ":x")) }, statuses: [422]
        ),
        Sample(name: "every second for ever", body: { rules("FREQ=SECONDLY") }, statuses: [204]),
        Sample(name: "every second of a year", body: { rules(everySecond) }, statuses: [204]),
        Sample(name: "every second, counted", body: { rules(everySecond + ";COUNT=999999999") }, statuses: [204]),
        Sample(name: "a rule that never matches", body: { rules("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30") }, statuses: [204]),
        Sample(
            name: "20,000 equal rules",
            body: { rules("FREQ=SECONDLY", extra: String(repeating: "\nRRULE:FREQ=SECONDLY;BYSECOND=59", count: 20_000)) }, statuses: [204]),
        Sample(name: "year 0", body: { Samples.calendar(Samples.event("a", start: "00000101T000000Z")) }, statuses: [422]),
        Sample(name: "year 1", body: { rules("FREQ=SECONDLY", start: "00010101T000000Z") }, statuses: [204]),
        Sample(
            name: "year 9999",
            body: { Samples.calendar(Samples.event("a", start: "99991231T000000Z", end: "99991231T235959Z", extra: "RRULE:FREQ=DAILY")) },
            statuses: [204]),
        Sample(
            name: "100,000 EXDATEs",
            body: {
                let dates = (0..<100_000).map { "2026030\(1 + $0 % 9)T\(10 + $0 % 14)\(10 + $0 % 50)\(10 + $0 / 7 % 50)Z" }
                return rules("FREQ=MINUTELY", extra: "\nEXDATE:" + dates.joined(separator: ","))
            }, statuses: [204]),
        Sample(
            name: "2,000 overrides for this and future",
            body: {
                Samples.calendar(
                    ([Samples.event("hostile", extra: "RRULE:FREQ=DAILY")]
                        + (0..<2_000).map { number in
                            let month = 10 + number / 28 % 3
                            return Samples.event(
                                "hostile",
                                extra: "RECURRENCE-ID;RANGE=THISANDFUTURE:\(2026 + number / 84)\(month)\(10 + number % 18)T090000Z")
                        }).joined(separator: "\n"))
            }, statuses: [204]),
        Sample(
            name: "zones that change every hour",
            body: {
                let hours = (0..<24).map(String.init).joined(separator: ",")
                let zones = (0..<50).map { number in
                    "BEGIN:VTIMEZONE\nTZID:Z\(number)\n"
                        + String(
                            repeating:
                                "BEGIN:STANDARD\nDTSTART:00010101T000000\nRRULE:FREQ=DAILY;BYHOUR=\(hours)\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0\(number % 9)00\nEND:STANDARD\n",
                            count: 20) + "END:VTIMEZONE"
                }
                let events = (0..<50).map {
                    Samples.event("z\($0)", extra: "RRULE:FREQ=DAILY").replacingOccurrences(
                        of: "DTSTART:20260302T090000Z", with: "DTSTART;TZID=Z\($0):20260302T090000")
                }
                return Samples.calendar((zones + events).joined(separator: "\n"))
            }, statuses: [204]),
    ]

    @Test("Hostile calendars are answered, others go on, nothing is lost", .timeLimit(.minutes(2)), arguments: samples)
    func hostile(sample: Sample) async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let susan = gateway.client("susan")
            _ = try await jdoe.put("/CalendarData/", text: Samples.calendar(Samples.event("kept")))
            let body = sample.body()
            async let put = jdoe.put("/CalendarDataDel/Calendar.ics", headers: [("Content-Type", "text/calendar")], text: body)
            // Somebody else's requests while that one is under way.
            for _ in 0..<5 { #expect(try await susan.get("/CalendarData/").status == 200) }
            let answer = try await put
            #expect(sample.statuses.contains(answer.status), "\(answer.status) \(answer.text.prefix(200))")
            if answer.status >= 400 {
                #expect(!answer.text.isEmpty)
                #expect(try await jdoe.get("/CalendarData/").text.contains("UID:kept"))
            }
            // Whatever was stored can be read, asked for, and taken away again.
            #expect(try await jdoe.get("/CalendarData/").status == 200)
            let wcap = try await WCAPClient(gateway)
            let range = "calid=jdoe&dtstart=20260301T000000Z&dtend=20260401T000000Z"
            let events = try await wcap.call("fetchcomponents_by_range", range)
            #expect(events.contentLines.contains("X-NSCP-WCAP-ERRNO:0") && events.contentLines.last == "END:VCALENDAR")
            let busy = try await wcap.call("get_freebusy", range)
            #expect(busy.contentLines.last == "END:VCALENDAR")
            #expect(try await jdoe.send("DELETE", "/CalendarData/").status == 204)
            #expect(try await susan.get("/CalendarData/").status == 200)
        }
    }

    @Test("A body that ends early, or says two lengths, stores nothing") func framing() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let login = "Authorization: Basic \(Data("jdoe:secret".utf8).base64EncodedString())\r\n"
            let text = Samples.calendar(Samples.event("half"))
            let head = "PUT /CalendarDataDel/Calendar.ics HTTP/1.1\r\nHost: a\r\n\(login)"
            for request in [
                head + "Content-Length: \(text.utf8.count + 10)\r\n\r\n" + text,
                head + "Content-Length: \(text.utf8.count)\r\nContent-Length: 3\r\n\r\n" + text,
                head + "Transfer-Encoding: chunked\r\nContent-Length: \(text.utf8.count)\r\n\r\n" + text,
                head + "Transfer-Encoding: chunked\r\n\r\n\(String(text.utf8.count, radix: 16))\r\n" + text,
            ] {
                let received = try await jdoe.exchange(Array(request.utf8), closingWrites: true)
                #expect(String(decoding: received, as: UTF8.self).hasPrefix("HTTP/1.1 400"))
                #expect(!(try await jdoe.get("/CalendarData/").text.contains("UID:half")))
            }
        }
    }

    @Test("Values of 64 KiB go through WCAP and come back") func longValues() async throws {
        try await RunningGateway.run { gateway async throws in
            let wcap = try await WCAPClient(gateway)
            let long = String(repeating: "ä%26", count: 20_000)
            let stored = try await wcap.call(
                "storeevents", "calid=jdoe&uid=long&dtstart=20260302T090000Z&dtend=20260302T100000Z&summary=x&desc=\(long)")
            #expect(stored.contentLines.contains("X-NSCP-WCAP-ERRNO:0"))
            let lines = try await gateway.client("jdoe").get("/CalendarData/").text.contentLines
            #expect(lines.contains("DESCRIPTION:" + String(repeating: "ä&", count: 20_000)))
        }
    }

    @Test("Hundreds of connections that never finish a request keep nobody waiting") func slowConnections() async throws {
        try await RunningGateway.run { gateway async throws in
            let slow = HTTPClient(port: gateway.port, timeout: 4)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<300 {
                    group.addTask { _ = try? await slow.exchange(Array("GET /CalendarData/ HTTP/1.1\r\nHost: a\r\nX-Slow: ".utf8)) }
                }
                try await Task.sleep(for: .milliseconds(300))
                for _ in 0..<20 { #expect(try await gateway.client("jdoe").get("/CalendarData/").status == 200) }
                group.cancelAll()
            }
        }
    }
}
