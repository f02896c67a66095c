import GatewayTesting
import Testing
import XMLDocument

/// Parts of answers are kept for the next answer: that nobody is shown what is no longer so, or not for them, and that shared parts say the same.
struct KeptAnswerTests {
    private static let calendar = "/CalDAV/~jdoe/Calendar/"
    private static let march = "<C:time-range start='20260301T000000Z' end='20260401T000000Z'/>"
    private static let month = "<C:comp-filter name='VEVENT'>\(march)</C:comp-filter>"
    private static let whole = "<C:calendar-data/>"
    private static let expanded = "<C:calendar-data><C:expand start='20260301T000000Z' end='20260401T000000Z'/></C:calendar-data>"

    private static func shareWithSusan(_ jdoe: HTTPClient) async throws {
        let acl =
            "<acl xmlns='DAV:'><ace><principal><href>/CalDAV/principals/susan/</href></principal><grant><privilege><read/></privilege></grant></ace></acl>"
        #expect(try await jdoe.send("ACL", calendar, text: acl).status == 200)
    }

    @Test(
        "What is private shows to nobody else, whoever asked first and however the classification came and went",
        arguments: [whole, expanded])
    func privacy(data: String) async throws {
        try await RunningGateway.run { gateway in
            let (jdoe, susan) = (gateway.client("jdoe"), gateway.client("susan"))
            try await Self.shareWithSusan(jdoe)
            func seen(_ client: HTTPClient) async throws -> Bool {
                let answer = try await client.report(Self.calendar, HTTPClient.queryBody(Self.month, data: data))
                #expect(try Multistatus(answer).hrefs.count == 2)
                let multiget = try await client.report(
                    Self.calendar,
                    "<C:calendar-multiget xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop><getetag/><C:calendar-data/></prop><href>\(Self.calendar)a.ics</href><href>\(Self.calendar)b.ics</href></C:calendar-multiget>"
                )
                #expect(answer.text.contains("Doctor") == multiget.text.contains("Doctor"))
                return answer.text.contains("Doctor")
            }
            func etags(_ client: HTTPClient) async throws -> [String?] {
                let query = try Multistatus(try await client.report(Self.calendar, HTTPClient.queryBody(Self.month, data: data)))
                let listed = try await client.propfind(Self.calendar, depth: "1", "<getetag/>")
                let synced = try await client.sync(Self.calendar)
                let tags = query.resources.map { $0.text(.dav("getetag")) }
                #expect(tags == query.hrefs.map { listed[$0]?.text(.dav("getetag")) })
                #expect(tags == query.hrefs.map { synced[$0]?.text(.dav("getetag")) })
                return tags
            }
            for classification in ["PRIVATE", "PUBLIC", "CONFIDENTIAL", "PRIVATE", "PUBLIC"] {
                let doctor = ["DTSTART:20260302T090000Z", "RRULE:FREQ=WEEKLY", "SUMMARY:Doctor", "CLASS:\(classification)"]
                for name in ["a", "b"] { _ = try await jdoe.putEvent(Self.calendar + "\(name).ics", uid: name, doctor) }
                for _ in 0..<2 {
                    #expect(try await seen(susan) == (classification == "PUBLIC"), "\(classification)")
                    #expect(try await seen(jdoe))
                    #expect((try await etags(susan) == etags(jdoe)) == (classification == "PUBLIC"))
                }
            }
        }
    }

    @Test("A change through another protocol shows in the next answer, with its times and in each form", arguments: [whole, expanded])
    func changes(data: String) async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            for (start, isThere) in [("20260302", true), ("20260402", false), ("20251231", true), ("20260331", true), ("20260401", false)] {
                for rule in ["RRULE:FREQ=DAILY;INTERVAL=90", "X-NO:RULE"] {
                    let lines = ["DTSTART:\(start)T090000Z", "DTEND:\(start)T100000Z", rule, "SUMMARY:At \(start) <\(rule)>"]
                    let text = Sample.calendar(
                        Sample.component("VEVENT", "a", lines) + Sample.component("VEVENT", "b", Sample.morning))
                    #expect(try await jdoe.put("/CalendarData/Calendar.ics", text: text).status < 300)
                    for _ in 0..<2 {
                        let found = try Multistatus(
                            try await jdoe.report(Self.calendar, HTTPClient.queryBody(Self.month, data: data)))
                        let expected = isThere && (start.hasPrefix("202603") || rule.hasPrefix("RRULE"))
                        #expect(found.hrefs.count == (expected ? 2 : 1), "\(start) \(rule)")
                        let shown = found[Self.calendar + "a.ics"]?.text(.caldav("calendar-data"))
                        #expect(shown?.contentLines.contains("SUMMARY:At \(start) <\(rule)>") ?? !expected)
                        if data == Self.whole, expected {
                            let whole = try await jdoe.get(Self.calendar + "a.ics").text
                            #expect(shown?.contentLines == whole.contentLines)
                        }
                    }
                }
            }
        }
    }

    @Test(
        "Each response of many is what it is alone",
        arguments: [
            "<D:getetag/><C:calendar-data/>", "<C:calendar-data/><D:getetag/>", "<D:getetag/>",
            "<D:getcontenttype/><D:getetag/><C:calendar-data/>",
            "<D:getetag/><X:unknown xmlns:X='urn:x'/><C:calendar-data/>",
            "<D:getetag/><C:schedule-tag/><D:getlastmodified/><C:calendar-data/>",
            "<D:resourcetype/><D:owner/>", "<D:displayname/><D:getcontentlength/><C:calendar-data/>",
            "<D:current-user-privilege-set/><D:getetag/>",
            "<D:getetag/><D:getetag/><C:calendar-data><C:comp name='VCALENDAR'><C:comp name='VEVENT'><C:prop name='UID'/></C:comp></C:comp></C:calendar-data>",
        ])
    func forms(properties: String) async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let names = ["a", "b & c", "d", "e%", "t1", "t2", "ä", "f"]
            for name in names {
                let kind = name.hasPrefix("t") ? "VTODO" : "VEVENT"
                let text = Sample.calendar(Sample.component(kind, "uid-\(name)", ["DTSTART:20260302T090000Z", "SUMMARY:<\(name)> & more"]))
                let path = Self.calendar + Self.encoded(name) + ".ics"
                #expect(try await jdoe.put(path, headers: [("Content-Type", "text/calendar")], text: text).status == 201)
            }
            func answer(_ names: [String]) async throws -> [XMLElement] {
                let hrefs = names.map { "<D:href>\(Self.calendar)\(Self.encoded($0)).ics</D:href>" }.joined()
                let answer = try await jdoe.report(
                    Self.calendar,
                    "<C:calendar-multiget xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:prop>\(properties)</D:prop>\(hrefs)</C:calendar-multiget>"
                )
                return try XMLReader().read(answer.body).all(.dav("response")).map(Self.withoutPlaces)
            }
            let together = try await answer(names + ["none"])
            #expect(together.count == names.count + 1)
            for name in names + ["none"] {
                let alone = try await answer([name])
                #expect(alone.count == 1 && together.contains(alone[0]), "\(name)")
            }
        }
    }

    private static func encoded(_ name: String) -> String {
        name.utf8.map { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 ? String(Unicode.Scalar($0)) : "%" + hex($0) }.joined()
    }

    private static func hex(_ octet: UInt8) -> String { (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true) }

    /// Without line numbers, which tell the place in the document.
    private static func withoutPlaces(_ element: XMLElement) -> XMLElement {
        XMLElement(
            element.name, attributes: element.attributes,
            children: element.children.map { child in
                if case .element(let inner) = child { .element(withoutPlaces(inner)) } else { child }
            })
    }

    @Test("Hrefs of a multiget may be written in any way, and name any calendar")
    func hrefs() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.send("MKCALENDAR", "/CalDAV/Other/")
            _ = try await jdoe.send("MKCALENDAR", "/CalDAV/Folder/Deep/")
            for folder in ["Calendar", "Other", "Folder/Deep"] {
                for name in ["a", "b", "c@d"] {
                    let uid = "\(name)-\(folder.prefix(1))"
                    #expect(try await jdoe.putEvent("/CalDAV/\(folder)/\(name).ics", uid: uid).status == 201)
                }
            }
            let asked = [
                "/CalDAV/Calendar/a.ics", "/CalDAV/Calendar/%62.ics", "/CalDAV/Calendar/c%40d.ics", "/CalDAV/Calendar/./a.ics",
                "/CalDAV/~jdoe/Calendar/a.ics", "http://127.0.0.1:\(gateway.port)/CalDAV/Other/a.ics", "/CalDAV/Other/b.ics?x=/c@d.ics",
                "/CalDAV/Other//c@d.ics", "/CalDAV/Folder/Deep/a.ics", "/CalDAV/Folder/a.ics", "/CalDAV/Folder/Deep/b.ics",
                "/CalDAV/Other/none.ics", "/CalDAV/Other/b.ics/deeper", "/CalDAV/Calendar/", "/CalDAV/Other.ics", "/CalDAV/a.ics",
                "nothing",
                "/CalDAV/Other/%zz.ics", " /CalDAV/Folder/Deep/c@d.ics ",
            ]
            let body =
                "<C:calendar-multiget xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop><getetag/></prop>"
                + asked.map { "<href>\($0)</href>" }.joined() + "</C:calendar-multiget>"
            let answer = try Multistatus(try await jdoe.report("/CalDAV/Calendar/", body))
            let found = answer.resources.filter { $0.text(.dav("getetag")) != nil }.map(\.href)
            #expect(
                found.sorted() == [
                    "/CalDAV/~jdoe/Calendar/a.ics", "/CalDAV/~jdoe/Calendar/b.ics", "/CalDAV/~jdoe/Calendar/c@d.ics",
                    "/CalDAV/~jdoe/Folder/Deep/a.ics", "/CalDAV/~jdoe/Folder/Deep/b.ics", "/CalDAV/~jdoe/Folder/Deep/c@d.ics",
                    "/CalDAV/~jdoe/Other/a.ics", "/CalDAV/~jdoe/Other/b.ics", "/CalDAV/~jdoe/Other/c@d.ics",
                ])
            #expect(answer.resources.filter { $0.status == 404 }.count == 9)
        }
    }

    @Test("A first sync lists what a PROPFIND lists, and its token goes on from there, whoever writes")
    func firstSync() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            for round in 0..<4 {
                _ = try await jdoe.putEvent(Self.calendar + "\(round).ics", uid: "u\(round)")
                let first = try await jdoe.sync()
                let listed = try await jdoe.propfind(Self.calendar, depth: "1", "<getetag/>")
                #expect(first.hrefs.sorted() == listed.hrefs.filter { $0 != Self.calendar }.sorted() && first.hrefs.count == round + 1)
                for href in first.hrefs { #expect(first[href]?.text(.dav("getetag")) == listed[href]?.text(.dav("getetag"))) }
                let token = try #require(first.syncToken)
                #expect(try await jdoe.sync(token: token).resources.isEmpty)
                let events = (0...round).flatMap { number in
                    Sample.component("VEVENT", "u\(number)", Sample.morning + (number == 0 ? ["LOCATION:\(round)"] : []))
                }
                #expect(try await jdoe.put("/CalendarData/Calendar.ics", text: Sample.calendar(events)).status < 300)
                let changed = try await jdoe.propfind(Self.calendar + "0.ics", depth: "0", "<getetag/>").resources.first
                for _ in 0..<3 {
                    let later = try await jdoe.sync(token: token)
                    #expect(later.hrefs == [Self.calendar + "0.ics"])
                    #expect(later[Self.calendar + "0.ics"]?.text(.dav("getetag")) == changed?.text(.dav("getetag")))
                    #expect(later.syncToken != token)
                }
            }
        }
    }
}
