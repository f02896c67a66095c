import Calgate
import Foundation
import GatewayTesting

/// Whole requests over loopback against a server in this process, beside a bare answer of the framework.
struct LoadRows {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    private static let calendar = "/CalendarData/Bench.ics"
    private static let small = "/CalendarData/Small.ics"

    func rows() async throws -> [Row] {
        let rows = RowList()
        let bench = bench
        try await RunningGateway.run { gateway in
            try await Self.publish(bench.sample.text(), to: Self.calendar, gateway)
            try await Self.publish(bench.sample.prefix(1000).text(), to: Self.small, gateway)
            rows.add(try await Self.rows(bench, gateway))
        }
        return rows.list
    }

    private static func publish(_ text: [UInt8], to path: String, _ gateway: RunningGateway) async throws {
        let answer = try await gateway.client("jdoe").send("PUT", path, headers: [("Content-Type", "text/calendar")], body: text)
        guard answer.status == 201 else { throw HTTPFailure("publishing to \(path) answered \(answer.status): \(answer.text.prefix(200))") }
    }

    private static func rows(_ bench: Bench, _ gateway: RunningGateway) async throws -> [Row] {
        let client = LoadClient(port: gateway.port, duration: bench.duration)
        let credentials = Data("jdoe:\(RunningGateway.password)".utf8).base64EncodedString()
        func request(_ path: String, _ headers: String = "") -> [UInt8] {
            Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic \(credentials)\r\n\(headers)\r\n".utf8)
        }
        let etag = try await gateway.client("jdoe").get(calendar).etag ?? ""
        let conditional = request(calendar, "If-None-Match: \(etag)\r\n")
        var rows: [Row] = []
        func measure(_ name: String, connections: Int, status: Int, bare: Double? = nil, _ requests: [UInt8]) throws {
            let rate = try client.rate(connections: connections, expecting: status) { socket, _ in
                _ = try socket.ask(requests, expecting: status)
            }
            rows.append(
                Row(
                    name: "\(name), \(connections) connections", value: rate, unit: .perSecond,
                    baseline: bare.map { Row.Baseline(name: "bare Hummingbird", value: $0) }))
        }
        let bare = try await BareServer.run { port in
            let client = LoadClient(port: port, duration: bench.duration)
            return try [1, 8].map { count in
                try client.rate(connections: count, expecting: 304) { socket, _ in _ = try socket.ask(conditional, expecting: 304) }
            }
        }
        try measure("GET → 304", connections: 1, status: 304, bare: bare[0], conditional)
        try measure("GET → 304", connections: 8, status: 304, bare: bare[1], conditional)
        try measure("GET whole calendar", connections: 1, status: 200, request(calendar))
        try measure("GET whole calendar", connections: 8, status: 200, request(calendar))
        for (name, body) in try await reports(gateway) {
            let report = Array(
                """
                \(body.method) /CalDAV/Bench/ HTTP/1.1\r
                Host: 127.0.0.1\r
                Authorization: Basic \(credentials)\r
                Depth: 1\r
                Content-Type: application/xml\r
                Content-Length: \(body.text.utf8.count)\r
                \r
                \(body.text)
                """.utf8)
            for connections in [1, 8] { try measure(name, connections: connections, status: 207, report) }
        }
        rows += try sessions(client)
        return rows
    }

    /// CalDAV: a month as it is stored, its objects by their names, the same instance by instance, and the ETags of all objects in both ways.
    private static func reports(_ gateway: RunningGateway) async throws -> [(name: String, body: (method: String, text: String))] {
        let (start, end) = SampleCalendar.monthText
        func month(_ data: String) -> String {
            """
            <C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/>\(data)</D:prop><C:filter>\
            <C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="\(start)" end="\(end)"/></C:comp-filter>\
            </C:comp-filter></C:filter></C:calendar-query>
            """
        }
        let listed = try await gateway.client("jdoe").send("REPORT", "/CalDAV/Bench/", headers: [("Depth", "1")], text: month(""))
        let hrefs = listed.text.split(separator: "<D:href>").dropFirst().compactMap { $0.split(separator: "</D:href>").first }
        let multiget =
            #"<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/></D:prop>"#
            + hrefs.map { "<D:href>\($0)</D:href>" }.joined() + "</C:calendar-multiget>"
        let sync =
            #"<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"#
        let expanded = "<C:calendar-data><C:expand start=\"\(start)\" end=\"\(end)\"/></C:calendar-data>"
        return [
            ("CalDAV month of the large calendar", ("REPORT", month("<C:calendar-data/>"))),
            ("CalDAV multiget of these \(hrefs.count) objects", ("REPORT", multiget)),
            ("CalDAV month, expanded", ("REPORT", month(expanded))),
            ("CalDAV ETags of all objects", ("PROPFIND", #"<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>"#)),
            ("CalDAV first sync", ("REPORT", sync)),
        ]
    }

    /// WCAP: the month of a session that stays, and whole sessions on connections of their own.
    private static func sessions(_ client: LoadClient) throws -> [Row] {
        @Sendable func request(_ target: String, closing: Bool = false) -> [UInt8] {
            Array("GET \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(closing ? "Connection: close\r\n" : "")\r\n".utf8)
        }
        let login = request("/login.wcap?user=jdoe&password=\(RunningGateway.password)&fmt-out=text%2Fcalendar")
        @Sendable func range(_ id: String, _ calendar: String, _ start: String, _ end: String) -> [UInt8] {
            request("/fetchcomponents_by_range.wcap?id=\(id)&calid=jdoe:\(calendar)&dtstart=\(start)&dtend=\(end)&fmt-out=text%2Fcalendar")
        }
        let id = try LoadSocket(port: client.port).sessionID(login)
        let month = range(id, "Bench", SampleCalendar.monthText.start, SampleCalendar.monthText.end)
        let months = try client.rate(connections: 1, expecting: 200) { socket, _ in _ = try socket.ask(month, expecting: 200) }
        let sessions = try client.rate(connections: 8, expecting: 200) { _, _ in
            let socket = try LoadSocket(port: client.port)
            let id = try socket.sessionID(login)
            _ = try socket.ask(range(id, "Small", "20250303T000000Z", "20250310T000000Z"), expecting: 200)
            _ = try socket.ask(request("/logout.wcap?id=\(id)&fmt-out=text%2Fcalendar", closing: true), expecting: 200)
        }
        return [
            Row(name: "WCAP month of the large calendar, 1 connection", value: months, unit: .perSecond),
            Row(name: "WCAP login, week of 1000 items, logout, 8 connections", value: sessions, unit: .perSecond),
        ]
    }
}
