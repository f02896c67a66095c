import CalendarService
import Calgate
import Foundation
import GatewayTesting
import Testing
import XMLDocument

/// Answers that are too large for one buffer: they arrive whole, hold nobody up, and never look whole when they are not.
struct StreamingTests {
    /// 400 events of 60 kB: more than the sockets of both sides take.
    private static let count = 400
    private static let large = Sample.calendar(
        (0..<count).flatMap { number in
            Sample.component(
                "VEVENT", "u\(number)",
                Sample.morning + ["X-NUMBER:<\(number)>", "DESCRIPTION:" + String(repeating: "words \(number) ", count: 6000)])
        })
    private static let everything = HTTPClient.queryBody("", data: "<C:calendar-data/>")

    private static func run(_ body: @escaping @Sendable (RunningGateway, HTTPClient) async throws -> Void) async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            #expect(try await jdoe.put("/CalendarData/Calendar.ics", text: large).status < 300)
            try await body(gateway, jdoe)
        }
    }

    private static func request(_ gateway: RunningGateway, as name: String = "jdoe", version: String = "1.1") -> [UInt8] {
        let credentials = Data("\(name):\(RunningGateway.password)".utf8).base64EncodedString()
        return Array(
            """
            REPORT /CalDAV/~jdoe/Calendar/ HTTP/\(version)\r
            Host: 127.0.0.1:\(gateway.port)\r
            Authorization: Basic \(credentials)\r
            Depth: 1\r
            Connection: close\r
            Content-Type: application/xml\r
            Content-Length: \(everything.utf8.count)\r
            \r
            \(everything)
            """.utf8)
    }

    private static func numbers(in text: String) -> [Int] {
        text.split(separator: "X-NUMBER:&lt;").dropFirst().compactMap { Int($0.prefix { $0.isNumber }) }
    }

    @Test("In chunks, whole, each object once; small ones as one buffer") func whole() async throws {
        try await Self.run { gateway, jdoe async throws in
            let answer = try await jdoe.report("/CalDAV/Calendar/", Self.everything)
            #expect(answer.status == 207 && answer.header("Transfer-Encoding") == "chunked" && answer.header("Content-Length") == nil)
            #expect(Self.numbers(in: answer.text).sorted() == Array(0..<Self.count))
            #expect(answer.text.hasSuffix("</D:multistatus>"))
            let hrefs = (0..<Self.count).map { "<D:href xmlns:D='DAV:'>/CalDAV/~jdoe/Calendar/u\($0).ics</D:href>" }
            let multiget = try await jdoe.report(
                "/CalDAV/Calendar/",
                "<C:calendar-multiget xmlns:C='urn:ietf:params:xml:ns:caldav'><D:prop xmlns:D='DAV:'><C:calendar-data/></D:prop>"
                    + "<D:href xmlns:D='DAV:'>/CalDAV/Calendar/none.ics</D:href>\(hrefs.joined())</C:calendar-multiget>")
            #expect(multiget.header("Transfer-Encoding") == "chunked")
            #expect(Self.numbers(in: multiget.text).sorted() == Array(0..<Self.count))
            #expect(multiget.text.hasSuffix("</D:multistatus>") && multiget.text.contains("404 Not Found"))
            let small = try await jdoe.report("/CalDAV/Calendar/", HTTPClient.queryBody("<C:comp-filter name='VTODO'/>"))
            #expect(small.header("Content-Length") == String(small.body.count))
        }
    }

    @Test("HTTP/1.0 gets the same octets, ended by the connection") func oldClients() async throws {
        try await Self.run { gateway, jdoe async throws in
            let old = try HTTPAnswer(received: try await jdoe.exchange(Self.request(gateway, version: "1.0")))
            #expect(old.header("Transfer-Encoding") == nil && old.header("Connection") == "close")
            #expect(old.body == (try await jdoe.report("/CalDAV/Calendar/", Self.everything)).body)
        }
    }

    @Test("Those who do not read hold up nobody, and get what is there when they read on") func slowReaders() async throws {
        try await Self.run { gateway, jdoe async throws in
            // More than the store has threads.
            let slow = try (0..<12).map { _ in try KeptConnection(port: gateway.port) }
            for connection in slow { try await connection.send(Self.request(gateway)) }
            for connection in slow { try await connection.waitForAnswer() }
            #expect(try await jdoe.putEvent("/CalDAV/Calendar/new.ics", uid: "new").status == 201)
            #expect(try await jdoe.send("DELETE", "/CalDAV/Calendar/u\(Self.count - 1).ics").status == 204)
            #expect(try await jdoe.get("/CalDAV/Calendar/u0.ics").status == 200)
            for connection in slow.prefix(2) {
                let answer = try HTTPAnswer(received: try await connection.rest())
                #expect(answer.text.hasSuffix("</D:multistatus>"))
                // The set is that of the beginning, less what is gone since.
                #expect(Self.numbers(in: answer.text).sorted() == Array(0..<(Self.count - 1)))
                #expect(!answer.text.contains("new.ics"))
            }
            // The others go away without having read.
        }
    }

    @Test("An answer that breaks off does not look whole") func broken() async throws {
        try await Self.run { gateway, jdoe async throws in
            try await gateway.setAccess("jdoe", "susan^c^r^g")
            let susan = try KeptConnection(port: gateway.port)
            try await susan.send(Self.request(gateway, as: "susan"))
            try await susan.waitForAnswer()
            try await gateway.setAccess("jdoe", "susan^c^f^g")
            let octets = try await susan.rest()
            let text = String(decoding: octets, as: UTF8.self)
            #expect(text.hasPrefix("HTTP/1.1 207") && text.contains("X-NUMBER"))
            #expect(!text.contains("</D:multistatus>") && !text.hasSuffix("0\r\n\r\n"))
            #expect(throws: HTTPFailure.self) { try HTTPAnswer(received: octets) }
        }
    }

    @Test("Too many instances are refused before the first octet") func refused() async throws {
        try await RunningGateway.run {
            $0.service.instanceLimit = 20_000
        } _: { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let series = (0..<30).flatMap { number in
                Sample.component(
                    "VEVENT", "s\(number)",
                    Sample.morning + ["RRULE:FREQ=DAILY;COUNT=1000", "DESCRIPTION:" + String(repeating: "x", count: 500)])
            }
            #expect(try await jdoe.put("/CalendarData/Calendar.ics", text: Sample.calendar(series)).status < 300)
            func expanded(until end: String) async throws -> HTTPAnswer {
                try await jdoe.report(
                    "/CalDAV/Calendar/",
                    HTTPClient.queryBody("", data: "<C:calendar-data><C:expand start='20260101T000000Z' end='\(end)'/></C:calendar-data>"))
            }
            let year = try await expanded(until: "20270101T000000Z")
            #expect(year.status == 207 && year.header("Transfer-Encoding") == "chunked")
            let all = try await expanded(until: "20300101T000000Z")
            #expect(all.status == 403 && all.preconditions.contains(.caldav("max-instances")))
        }
    }
}
