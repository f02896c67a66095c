import GatewayTesting
import Testing
import XMLDocument

/// A 207, read.
struct Multistatus {
    struct Resource {
        var href: String
        /// Of the whole resource, where it has one.
        var status: Int?
        /// Properties with 200.
        var found: [XMLElement] = []
        /// Other properties by their status.
        var others: [(status: Int, name: XMLName)] = []

        func property(_ name: XMLName) -> XMLElement? { found.first { $0.name == name } }
        func text(_ name: XMLName) -> String? { property(name)?.text }
        func status(of name: XMLName) -> Int? { property(name) != nil ? 200 : others.first { $0.name == name }?.status }
        /// The href in a property.
        func href(in name: XMLName) -> String? { property(name)?.first(.dav("href"))?.text }
    }

    var resources: [Resource] = []
    var syncToken: String?

    init(_ answer: HTTPAnswer) throws {
        #expect(answer.status == 207, "\(answer.status): \(answer.text)")
        #expect(answer.header("DAV")?.contains("calendar-access") == true)
        let root = try XMLReader().read(answer.body)
        #expect(root.name == .dav("multistatus"))
        syncToken = root.first(.dav("sync-token"))?.text
        for response in root.all(.dav("response")) {
            var resource = Resource(href: response.first(.dav("href"))?.text ?? "")
            resource.status = response.first(.dav("status")).flatMap { Self.code($0.text) }
            for propstat in response.all(.dav("propstat")) {
                let status = propstat.first(.dav("status")).flatMap { Self.code($0.text) } ?? 0
                for property in propstat.first(.dav("prop"))?.elements ?? [] {
                    if status == 200 { resource.found.append(property) } else { resource.others.append((status, property.name)) }
                }
            }
            resources.append(resource)
        }
    }

    private static func code(_ line: String) -> Int? { line.split(separator: " ").dropFirst().first.flatMap { Int($0) } }

    var hrefs: [String] { resources.map(\.href) }
    subscript(href: String) -> Resource? { resources.first { $0.href == href } }
}

extension HTTPClient {
    func propfind(_ path: String, depth: String = "0", _ properties: String, headers: [(String, String)] = []) async throws -> Multistatus {
        let body =
            "<propfind xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:S='http://calendarserver.org/ns/' xmlns:A='http://apple.com/ns/ical/'><prop>\(properties)</prop></propfind>"
        return try Multistatus(
            try await send("PROPFIND", path, headers: [("Depth", depth), ("Content-Type", "text/xml")] + headers, text: body))
    }

    func report(_ path: String, _ body: String, depth: String = "1") async throws -> HTTPAnswer {
        try await send("REPORT", path, headers: [("Depth", depth), ("Content-Type", "application/xml; charset=utf-8")], text: body)
    }

    /// A `calendar-query` for ETags with the inside of VCALENDAR's comp-filter.
    func query(at path: String = "/CalDAV/Calendar/", _ filter: String, data: String = "") async throws -> Multistatus {
        try Multistatus(try await report(path, Self.queryBody(filter, data: data)))
    }

    static func queryBody(_ filter: String, data: String = "") -> String {
        "<C:calendar-query xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:prop><D:getetag/>\(data)</D:prop><C:filter><C:comp-filter name='VCALENDAR'>\(filter)</C:comp-filter></C:filter></C:calendar-query>"
    }

    func sync(_ path: String = "/CalDAV/Calendar/", token: String = "", limit: Int? = nil) async throws -> Multistatus {
        let bound = limit.map { "<limit><nresults>\($0)</nresults></limit>" } ?? ""
        return try Multistatus(
            try await report(
                path,
                "<sync-collection xmlns='DAV:'><sync-token>\(token)</sync-token><sync-level>1</sync-level>\(bound)<prop><getetag/></prop></sync-collection>",
                depth: "0"))
    }

    func putEvent(_ path: String, uid: String, _ lines: [String] = Sample.morning, headers: [(String, String)] = []) async throws
        -> HTTPAnswer
    {
        try await put(path, headers: [("Content-Type", "text/calendar; charset=utf-8")] + headers, text: Sample.event(uid, lines))
    }
}

extension HTTPAnswer {
    /// The names of the elements in a `DAV:error`.
    var preconditions: [XMLName] {
        guard let root = try? XMLReader().read(body), root.name == .dav("error") else { return [] }
        return root.elements.map(\.name)
    }
}

/// Small calendar texts.
enum Sample {
    static let morning = ["DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "SUMMARY:Meeting"]

    static func component(_ name: String, _ uid: String, _ lines: [String]) -> [String] {
        ["BEGIN:\(name)", "UID:\(uid)", "DTSTAMP:20260101T000000Z"] + lines + ["END:\(name)"]
    }

    static func calendar(_ lines: [String]) -> String {
        (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN"] + lines + ["END:VCALENDAR"]).map { $0 + "\r\n" }.joined()
    }

    static func event(_ uid: String, _ lines: [String] = morning) -> String { calendar(component("VEVENT", uid, lines)) }

    /// Daily at nine, four times; the second moved to the afternoon.
    static let series = calendar(
        component(
            "VEVENT", "series",
            [
                "DTSTART;TZID=Europe/Berlin:20260302T090000", "DTEND;TZID=Europe/Berlin:20260302T100000", "RRULE:FREQ=DAILY;COUNT=4",
                "SUMMARY:Stand-up",
            ])
            + component(
                "VEVENT", "series",
                [
                    "RECURRENCE-ID;TZID=Europe/Berlin:20260303T090000", "DTSTART;TZID=Europe/Berlin:20260303T150000",
                    "DTEND;TZID=Europe/Berlin:20260303T160000", "SUMMARY:Moved",
                ]))
}

extension String {
    /// The lines of an iCalendar text, unfolded.
    var contentLines: [String] {
        replacingOccurrences("\r\n ", with: "").split(whereSeparator: \.isNewline).map(String.init)
    }

    private func replacingOccurrences(_ old: String, with new: String) -> String {
        split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
}
