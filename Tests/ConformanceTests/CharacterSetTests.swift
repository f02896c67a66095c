import GatewayTesting
import Testing

/// Calendars in character sets of several octets a character: declared, they come in as UTF-8; broken, nothing is stored.
struct CharacterSetTests {
    /// A calendar with a summary given in octets.
    private static func calendar(_ summary: [UInt8]) -> [UInt8] {
        let head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nBEGIN:VEVENT\r\nUID:cjk\r\nDTSTAMP:20260101T000000Z\r\n"
        return Array((head + "DTSTART:20260302T090000Z\r\nSUMMARY:").utf8) + summary + Array("\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".utf8)
    }

    /// Octets of "meeting", a backslash before a comma, as the set writes them.
    private static let meetings: [(charset: String, octets: [UInt8], text: String)] = [
        ("gb2312", [0xBB, 0xE1, 0xD2, 0xE9], "会议"), ("Shift_JIS", [0x89, 0xEF, 0x8B, 0x63], "会議"),
        ("EUC-KR", [0xC8, 0xB8, 0xC0, 0xC7], "회의"),
        ("Big5", [0xB7, 0x7C, 0xC4, 0xB3], "會議"),
        ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x32, 0x71, 0x35, 0x44, 0x1B, 0x28, 0x42], "会議"),
    ]

    @Test(arguments: meetings)
    func aPublishedFileIsConverted(charset: String, octets: [UInt8], text: String) async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe")
            let type = [("Content-Type", "text/calendar; charset=\"\(charset)\"")]
            let sent = Self.calendar(octets + Array("\\, A".utf8))
            #expect(try await client.send("PUT", "/CalendarData/Calendar.ics", headers: type, body: sent).status < 300)
            #expect(try await client.get("/CalendarData/Calendar.ics").text.contains("SUMMARY:\(text)\\, A\r\n"))
            let put = try await client.send("PUT", "/CalDAV/Calendar/cjk.ics", headers: type, body: sent)
            // What is served is not what was sent: no ETag speaks for it.
            #expect(put.status == 204 && put.etag == nil)
            #expect(try await client.get("/CalDAV/Calendar/cjk.ics").text.contains("SUMMARY:\(text)\\, A\r\n"))
        }
    }

    @Test func anImportIsConverted() async throws {
        try await RunningGateway.run { gateway in
            let login = try await gateway.client(nil).get(
                "/login.wcap?fmt-out=text/calendar&user=jdoe&password=\(RunningGateway.password)"
            )
            let prefix = "X-NSCP-WCAP-SESSION-ID:"
            let id = try #require(login.text.contentLines.first { $0.hasPrefix(prefix) }).dropFirst(prefix.count)
            let sent = Self.calendar(Self.meetings[1].octets)
            let target = "/import.wcap?id=\(id)&calid=jdoe&content-in=text/calendar&fmt-out=text/calendar"
            let answer = try await gateway.client(nil).send(
                "POST", target, headers: [("Content-Type", "text/calendar; charset=shift_jis")], body: sent
            )
            #expect(answer.text.contains("ERRNO:0"))
            #expect(try await gateway.client("jdoe").get("/CalendarData/Calendar.ics").text.contains("SUMMARY:会議\r\n"))
        }
    }

    @Test func whatIsBrokenIsNamedAndNothingIsStored() async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe")
            let type = [("Content-Type", "text/calendar; charset=gb2312")]
            let before = try await client.get("/CalendarData/Calendar.ics").text
            let broken = Self.calendar([0xBB, 0xE1, 0xFF, 0xFF])
            let refused = try await client.send("PUT", "/CalendarData/Calendar.ics", headers: type, body: broken)
            #expect(refused.status == 422 && refused.text.contains("ine 8") && refused.text.contains("gb2312"), "\(refused.text)")
            let object = try await client.send("PUT", "/CalDAV/Calendar/cjk.ics", headers: type, body: broken)
            #expect(object.status == 403 && object.text.contains("valid-calendar-data"), "\(object.status) \(object.text)")
            #expect(try await client.get("/CalendarData/Calendar.ics").text == before)
            let unknown = try await client.send(
                "PUT", "/CalendarData/Calendar.ics", headers: [("Content-Type", "text/calendar; charset=x-klingon")], body: broken
            )
            #expect(unknown.status == 422 && unknown.text.contains("x-klingon"), "\(unknown.text)")
        }
    }

    /// In EBCDIC a line break is what ASCII knows as a percent sign: a line that names such a set must not become several.
    @Test func aLineStaysOneLine() async throws {
        // "SUMMARY:x", END and BEGIN of an event, "UID:smuggled", DTSTART and "X-REST:", with line breaks between them.
        let octets: [UInt8] = [
            0xE2, 0xE4, 0xD4, 0xD4, 0xC1, 0xD9, 0xE8, 0x7A, 0xA7, 0x25, 0xC5, 0xD5, 0xC4, 0x7A, 0xE5, 0xC5, 0xE5, 0xC5,
            0xD5, 0xE3, 0x25, 0xC2, 0xC5, 0xC7, 0xC9, 0xD5, 0x7A, 0xE5, 0xC5, 0xE5, 0xC5, 0xD5, 0xE3, 0x25, 0xE4, 0xC9,
            0xC4, 0x7A, 0xA2, 0x94, 0xA4, 0x87, 0x87, 0x93, 0x85, 0x84, 0x25, 0xC4, 0xE3, 0xE2, 0xE3, 0xC1, 0xD9, 0xE3,
            0x7A, 0xF2, 0xF0, 0xF2, 0xF6, 0xF0, 0xF1, 0xF0, 0xF1, 0xE3, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xE9, 0x25,
            0xE7, 0x60, 0xD9, 0xC5, 0xE2, 0xE3, 0x7A,
        ]
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe")
            let sent = Self.calendar(Array("A\r\n".utf8) + octets + Array(";CHARSET=IBM037:b".utf8))
            for (method, path) in [("PUT", "/CalendarData/Calendar.ics"), ("PUT", "/CalDAV/Calendar/cjk.ics")] {
                _ = try await client.send(method, path, headers: [("Content-Type", "text/calendar")], body: sent)
                let stored = try await client.get("/CalendarData/Calendar.ics").text.split(whereSeparator: \.isNewline)
                #expect(stored.filter { $0 == "BEGIN:VEVENT" }.count <= 1)
                #expect(!stored.contains { $0.hasPrefix("UID:smuggled") })
            }
        }
    }

    /// Summaries of vCalendar 1.0, as telephones wrote them: escaped octets with a soft line break, octets as they are, an unknown set.
    @Test(
        arguments: [
            (Array("SUMMARY;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=89=EF=\r\n=8B=63".utf8), "SUMMARY:会議\r\n"),
            (Array("SUMMARY;CHARSET=EUC-KR:".utf8) + [0xC8, 0xB8, 0xC0, 0xC7], "SUMMARY:회의\r\n"),
            (Array("SUMMARY;CHARSET=ISO-2022-JP;ENCODING=QUOTED-PRINTABLE:=1B=24=42=32=71=35=44=1B=28=42".utf8), "SUMMARY:会議\r\n"),
            (Array("SUMMARY;CHARSET=X-KLINGON;ENCODING=QUOTED-PRINTABLE:Gr=FC=DFe".utf8), "SUMMARY:Grüße\r\n"),
            (Array("SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BC=C3=9Fe".utf8), "SUMMARY:Grüße\r\n"),
        ] as [([UInt8], String)])
    func aLineMayNameItsOwnSet(line: [UInt8], kept: String) async throws {
        @Sendable func calendar(version: String) -> [UInt8] {
            let head = "BEGIN:VCALENDAR\r\nVERSION:\(version)\r\nPRODID:-//Telephone//EN\r\nBEGIN:VEVENT\r\nUID:telephone\r\n"
            let times = "DTSTAMP:20260301T000000Z\r\nDTSTART:20260302T090000Z\r\n"
            return Array((head + times).utf8) + line + Array("\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".utf8)
        }
        try await RunningGateway.run { gateway async throws in
            let client = gateway.client("jdoe")
            #expect(try await client.send("PUT", "/CalendarData/Calendar.ics", body: calendar(version: "1.0")).status < 300)
            #expect(try await client.get("/CalendarData/Calendar.ics").text.contains(kept))
            // Some put such lines into iCalendar, too.
            #expect(try await client.send("PUT", "/CalDAV/Calendar/telephone.ics", body: calendar(version: "2.0")).status == 204)
            #expect(try await client.get("/CalDAV/Calendar/telephone.ics").text.contains(kept))
        }
    }

    @Test func whatWasDeclaredWronglyOrNotAtAllIsReadAsBefore() async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe")
            // Good UTF-8 that is no Big5, and octets without any declaration.
            for (type, octets, text) in [
                ("text/calendar; charset=big5", Array("Grüße, 会议".utf8), "Grüße, 会议"),
                ("text/calendar", [0x47, 0x72, 0xFC, 0xDF, 0x65], "Grüße"),
            ] {
                let put = try await client.send(
                    "PUT", "/CalendarData/Calendar.ics", headers: [("Content-Type", type)], body: Self.calendar(octets)
                )
                #expect(put.status < 300, "\(put.text)")
                #expect(try await client.get("/CalendarData/Calendar.ics").text.contains("SUMMARY:\(text)\r\n"))
            }
        }
    }
}
