import Foundation
import Testing

@testable import WCAP

/// Commands over a real store, in the formats clients ask for.
struct CommandTests {
    private let series = """
        BEGIN:VEVENT
        UID:333
        DTSTAMP:19990101T000000Z
        DTSTART;TZID=Europe/Berlin:19990301T122233
        DTEND;TZID=Europe/Berlin:19990301T132233
        RRULE:FREQ=DAILY;COUNT=10
        SUMMARY:uuuu
        END:VEVENT
        """

    @Test("Login: order of lines, sessions live and die, wrong passwords carry no session")
    func login() async throws {
        try await TestServer.run { server in
            let lines = await server.text("login?user=jdoe&password=secret").contentLines
            #expect(
                lines.map { $0.prefix { $0 != ":" } } == [
                    "BEGIN", "PRODID", "METHOD", "VERSION", "X-NSCP-WCAP-SESSION-ID", "X-NSCP-WCAP-USER-ID", "X-NSCP-WCAP-CALENDAR-ID",
                    "X-NSCP-RECURRENCE-BOUND", "X-NSCP-WCAP-ERRNO", "END",
                ])
            #expect(lines.contains("X-NSCP-WCAP-CALENDAR-ID:jdoe"))
            let wrong = await server.text("login?user=jdoe&password=x&fmt-out=text/calendar")
            #expect(wrong.errnos == [1] && !wrong.contains("SESSION-ID"))
            let id = try await server.login("jdoe")
            #expect(id.utf8.count >= 24 && id.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x61 < 26 })
            #expect(await server.text("check_id?id=\(id)&fmt-out=text/calendar").contains("X-NSCP-WCAP-CHECK-ID:1"))
            #expect(await server.text("get_userprefs?id=\(id)%0D%0A&fmt-out=text/calendar").errnos == [0])
            #expect(await server.text("logout?id=\(id)&fmt-out=text/xml").contains("<X-NSCP-WCAP-ERRNO>-1</X-NSCP-WCAP-ERRNO>"))
            #expect(await server.text("check_id?id=\(id)&fmt-out=text/calendar").contains("X-NSCP-WCAP-CHECK-ID:0"))
            #expect(await server.text("ping?id=\(id)&fmt-out=text/calendar").errnos == [1])
            #expect(await server.text("ping?id=&fmt-out=text/calendar").errnos == [0])
            #expect(await server.text("logout?id=nonsense&fmt-out=text/calendar").errnos == [-1])
        }
    }

    @Test("An administrator logs in as somebody else")
    func proxy() async throws {
        try await TestServer.run { server in
            let text = await server.text("login?user=calmaster&password=secret&proxyauth=jdoe&fmt-out=text/calendar")
            #expect(text.contains("X-NSCP-WCAP-USER-ID:jdoe"))
            #expect(await server.text("login?user=susan&password=secret&proxyauth=jdoe&fmt-out=text/calendar").errnos == [1])
        }
    }

    @Test("Unknown commands and formats answer in the asked format, and echo nothing")
    func unknown() async throws {
        try await TestServer.run { server in
            #expect(await server.text("nonsense?fmt-out=text/calendar").errnos == [52])
            #expect(await server.text("shutdown?fmt-out=text/calendar&user=calmaster&password=secret").errnos == [52])
            let format = await server.answer("ping?fmt-out=text/foo%3Cscript")
            #expect(String(decoding: format.octets, as: UTF8.self).errnos == [58])
            #expect(format.contentType == "text/calendar; charset=UTF-8")
            #expect(!String(decoding: format.octets, as: UTF8.self).contains("foo"))
            #expect(await server.answer("ping").contentType == "text/html; charset=UTF-8")
            for command in CommandTable.commands {
                for format in OutputFormat.allCases {
                    let answer = await server.answer("\(command.name)?fmt-out=\(format.rawValue)&calid=%00%3Cb%3E&uid=%22&dtstart=x&mod=9")
                    #expect(!answer.octets.isEmpty || answer.location != nil, "\(command.name)")
                    #expect(!String(decoding: answer.octets, as: UTF8.self).contains("<b>"), "\(command.name)")
                }
            }
        }
    }

    @Test("version, get_guids, gettime, get_all_timezones, get_userprefs")
    func information() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            #expect(await server.text("version?fmt-out=text%2Fcalendar").contains("X-NSCP-WCAPVERSION:3.1"))
            let guids = await server.text("get_guids?guidCount=2&fmt-out=text/xml").split(separator: "\n")
            #expect(guids[3].hasPrefix("<X-NSCP-GUID0>") && guids[4].hasPrefix("<X-NSCP-GUID1>") && guids.count == 7)
            #expect(await server.text("gettime?id=\(id)&fmt-out=text/calendar").contains("X-NSCP-WCAPTIME:20050101T120000Z"))
            let local = await server.text("gettime?id=\(id)&tzidout=America/New_York&fmt-out=text/calendar")
            #expect(local.contentLines.contains("X-NSCP-WCAPTIME:20050101T070000"))
            let zones = await server.text("get_all_timezones?id=\(id)&fmt-out=text/calendar")
            for zone in ["Europe/Paris", "America/New_York", "UTC"] { #expect(zones.contains("TZID:\(zone)\r\n")) }
            let preferences = await server.text("get_userprefs?id=\(id)&userid=jdoe&fmt-out=text/xml")
            #expect(preferences.contains("<X-NSCP-WCAP-PREF-icsCalendar>jdoe</X-NSCP-WCAP-PREF-icsCalendar>"))
            #expect(preferences.contains("<X-NSCP-WCAP-PREF-icsSubscribed>jdoe$John Doe</X-NSCP-WCAP-PREF-icsSubscribed>"))
            #expect(preferences.contains("<X-NSCP-WCAP-PREF-mail>jdoe@example.com</X-NSCP-WCAP-PREF-mail>"))
            #expect(await server.text("get_userprefs?id=\(id)&userid=susan&fmt-out=text/calendar").errnos == [44])
            let set = await server.text(
                "set_userprefs?id=\(id)&set_attrs=ceBgcolor=white&add_attrs=x=1;x=2&del_attrs=x=1&fmt-out=text/calendar")
            #expect(set.contains("X-NSCP-WCAP-PREF-ceBgcolor:white") && set.contains("PREF-x:2") && !set.contains("PREF-x:1"))
        }
    }

    @Test("Calendars are made, changed, listed, found, deleted")
    func calendars() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let made = await server.text(
                "createcalendar?id=\(id)&calid=newcal&set_calprops=1&name=New-Calendar&categories=business;work&fmt-out=text/calendar")
            #expect(made.errnos == [0] && made.contains("X-NSCP-CALPROPS-RELATIVE-CALID:jdoe:newcal"))
            #expect(made.contains("X-NSCP-CALPROPS-NAME:New-Calendar"))
            #expect(await server.text("createcalendar?id=\(id)&calid=newcal&fmt-out=text/calendar").errnos == [25])
            #expect(await server.text("createcalendar?id=\(id)&calid=a%20b&fmt-out=text/calendar").errnos == [30])
            let list = await server.text("list?id=\(id)&userid=jdoe&fmt-out=text/calendar").contentLines
            #expect(list.contains("X-S1CS-CALPROPS-OWNED-CALENDAR:jdoe") && list.contains("X-S1CS-CALPROPS-OWNED-CALENDAR:jdoe:newcal"))
            let changed = await server.text(
                "set_calprops?id=\(id)&calid=jdoe:newcal&acl=susan^a^rf^g;@@o^a^r^g&description=d&fmt-out=text/calendar"
            ).contentLines
            #expect(changed.contains("X-NSCP-CALPROPS-ACCESS-CONTROL-ENTRY:susan^a^rf^g"))
            #expect(await server.text("set_calprops?id=\(id)&calid=jdoe:newcal&acl=nonsense&fmt-out=text/calendar").errnos == [8])
            let both = await server.text("get_calprops?id=\(id)&calid=jdoe;jdoe:nothere;jdoe:newcal&fmt-out=text/xml")
            #expect(both.components(separatedBy: "<iCal ").count == 4 && both.contains("<X-NSCP-WCAP-ERRNO>29</X-NSCP-WCAP-ERRNO>"))
            #expect(both.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iCalendar>\n<iCal "))
            let found = await server.text("search_calprops?id=\(id)&search-string=NEW&name=1&fmt-out=text/calendar")
            #expect(found.contains("jdoe:newcal") && found.errnos == [0])
            #expect(await server.text("deletecalendar?id=\(id)&calid=newcal&fmt-out=text/calendar").errnos == [0])
            #expect(await server.text("deletecalendar?id=\(id)&calid=jdoe&fmt-out=text/calendar").errnos == [11])
            let susan = try await server.login("susan")
            let denied = await server.text("fetchcomponents_by_range?id=\(susan)&calid=jdoe&fmt-out=text/xml")
            #expect(denied.contains("<X-NSCP-WCAP-ERRNO>28</X-NSCP-WCAP-ERRNO>") && denied.contains("<X-NSCP-CALPROPS-NAME>John Doe<"))
            #expect(await server.text("fetchcomponents_by_range?calid=jdoe&fmt-out=text/calendar").errnos == [1])
            #expect(await server.text("fetchcomponents_by_range?fmt-out=text/calendar").errnos == [1])
        }
    }

    @Test("A series: expanded in a range, compressed, in XML, by id and mod")
    func series() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            try await server.importing(series, id: id)
            let range = "&dtstart=19990301T000000Z&dtend=19990303T235959Z"
            let expanded = await server.text("fetchcomponents_by_range?id=\(id)\(range)&fmt-out=text/calendar").contentLines
            #expect(
                expanded.filter { $0.hasPrefix("RECURRENCE-ID") } == [
                    "RECURRENCE-ID:19990301T112233Z", "RECURRENCE-ID:19990302T112233Z", "RECURRENCE-ID:19990303T112233Z",
                ])
            #expect(expanded.contains("DTSTART:19990301T112233Z") && expanded.contains("X-NSCP-DTSTART-TZID:Europe/Berlin"))
            #expect(expanded.contains("DTEND:19990301T122233Z") && !expanded.contains { $0.hasPrefix("RRULE") })
            #expect(expanded.contains("CREATED:20050101T120000Z") && expanded.contains("LAST-MODIFIED:20050101T120000Z"))
            let whole = await server.text(
                "fetchcomponents_by_range?id=\(id)\(range)&recurring=1&compressed=1&relativealarm=1&emailorcalid=1&fmt-out=text/calendar"
            ).contentLines
            #expect(whole.filter { $0 == "BEGIN:VEVENT" }.count == 1 && whole.contains("RRULE:FREQ=DAILY;COUNT=10"))
            #expect(
                whole.contains { $0.hasPrefix("ORGANIZER") && $0.contains("X-S1CS-CALID=jdoe") && $0.hasSuffix(":mailto:jdoe@example.com") }
            )
            let xml = await server.text("fetchcomponents_by_range?id=\(id)\(range)&fmt-out=text/xml")
            #expect(xml.contains("<UID>333</UID>\n<RECURID>19990301T112233Z</RECURID>\n<START>19990301T112233Z</START>"))
            #expect(xml.contains("<RRULE>FREQ=DAILY;COUNT=10</RRULE>") && xml.contains("<CREATED>20050101T120000Z</CREATED>"))
            let future = await server.text("fetchevents_by_id?id=\(id)&uid=333&rid=19990308T112233Z&mod=2&fmt-out=text/calendar")
            #expect(future.contentLines.filter { $0.hasPrefix("RECURRENCE-ID") }.count == 3)
            let prior = await server.text(
                "fetchevents_by_id?id=\(id)&uid=333&rid=19990302T122233&tzid=Europe/Berlin&mod=3&fmt-out=text/calendar")
            #expect(prior.contentLines.filter { $0.hasPrefix("RECURRENCE-ID") }.count == 2)
            #expect(await server.text("fetchevents_by_id?id=\(id)&uid=nothere&fmt-out=text/calendar").errnos == [59])
            #expect(await server.text("fetchtodos_by_id?id=\(id)&uid=333&fmt-out=text/calendar").errnos == [59])
            #expect(await server.text("fetchevents_by_id?id=\(id)&uid=333&rid=20200101T000000Z&fmt-out=text/calendar").errnos == [59])
            #expect(
                await server.text("fetchcomponents_by_range?id=\(id)&tzid=Mars/Base&dtstart=19990101&fmt-out=text/calendar").errnos == [18])
            let missing = await server.text(
                "verifyevents_by_ids?id=\(id)&uid=333;333;x&rid=0;20020101T000000Z;0&fmt-out=text/calendar"
            ).contentLines
            #expect(
                missing.filter { $0.hasPrefix("UID:") || $0.hasPrefix("RECURRENCE-ID") } == [
                    "UID:333", "RECURRENCE-ID:20020101T000000Z", "UID:x",
                ])
            #expect(await server.text("verifyevents_by_ids?id=\(id)&uid=a;b&rid=0&fmt-out=text/calendar").errnos == [46])
        }
    }

    @Test("A series without end shows as many instances as the bound says")
    func bound() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            try await server.importing(
                "BEGIN:VEVENT\nUID:e\nDTSTAMP:20260101T000000Z\nDTSTART:20260101T100000Z\nRRULE:FREQ=DAILY\nSUMMARY:x\nEND:VEVENT", id: id)
            let all = await server.text("fetchcomponents_by_range?id=\(id)&dtstart=0&dtend=0&fmt-out=text/calendar").contentLines
            #expect(all.filter { $0 == "BEGIN:VEVENT" }.count == 60 && all.contains("DTSTART:20260101T100000Z"))
            let later = await server.text(
                "fetchcomponents_by_range?id=\(id)&dtstart=20300101T000000Z&dtend=0&fmt-out=text/calendar"
            ).contentLines
            #expect(later.filter { $0 == "BEGIN:VEVENT" }.count == 60 && later.contains("DTSTART:20300101T100000Z"))
            #expect(
                await server.text("fetchcomponents_by_range?id=\(id)&maxResults=7&fmt-out=text/calendar").contentLines.filter {
                    $0 == "BEGIN:VEVENT"
                }.count == 7)
        }
    }

    @Test("All-day items, alarms, to-dos in both forms")
    func kinds() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            try await server.importing(
                """
                BEGIN:VEVENT
                UID:day
                DTSTAMP:20260101T000000Z
                DTSTART;VALUE=DATE:20260105
                RRULE:FREQ=WEEKLY;UNTIL=20260119
                END:VEVENT
                BEGIN:VEVENT
                UID:alarm
                DTSTAMP:20260101T000000Z
                DTSTART:20260106T100000Z
                DTEND:20260106T110000Z
                BEGIN:VALARM
                ACTION:EMAIL
                TRIGGER:-PT15M
                ATTENDEE:mailto:a@b.example
                DESCRIPTION:d
                SUMMARY:s
                END:VALARM
                END:VEVENT
                BEGIN:VTODO
                UID:todo
                DTSTAMP:20260101T000000Z
                SUMMARY:undated
                END:VTODO
                """, id: id)
            let calendar = await server.text("fetchcomponents_by_range?id=\(id)&fmt-out=text/calendar").contentLines
            #expect(calendar.contains("RECURRENCE-ID;VALUE=DATE:20260112") && calendar.contains("DTEND;VALUE=DATE:20260106"))
            #expect(calendar.contains("TRIGGER;VALUE=DATE-TIME:20260106T094500Z") && calendar.contains("UID:todo"))
            let xml = await server.text("fetchcomponents_by_range?id=\(id)&fmt-out=text/xml")
            #expect(xml.contains("<RECURID>20260112T000000Z</RECURID>\n<START>20260112</START>\n<END>20260113</END>"))
            #expect(xml.contains("<RRULE>FREQ=WEEKLY;UNTIL=20260119T000000Z</RRULE>"))
            #expect(xml.contains("<TRIGGER>20260106T094500Z</TRIGGER>") && xml.contains("<COMPLETED>0</COMPLETED>"))
            let relative = await server.text("fetchevents_by_id?id=\(id)&uid=alarm&relativealarm=1&fmt-out=text/calendar").contentLines
            #expect(relative.contains("TRIGGER:-PT15M"))
            let due = "fetchcomponents_by_alarmrange?id=\(id)&fmt-out=text/calendar&dtstart=20260106T09"
            #expect(await server.text(due + "4500Z&dtend=20260106T094500Z").contains("UID:alarm"))
            #expect(!(await server.text(due + "4501Z&dtend=20260106T100000Z").contains("UID:alarm")))
            let todos = await server.text("fetchcomponents_by_range?id=\(id)&component-type=todo&fmt-out=text/calendar")
            #expect(todos.contains("UID:todo") && !todos.contains("VEVENT"))
        }
    }

    @Test("Export and import give the same back, in both formats", arguments: ["text/calendar", "text/xml"])
    func exportAndImport(type: String) async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            try await server.importing(series, id: id)
            let first = await server.answer("export?id=\(id)&calid=jdoe&dtstart=0&dtend=0&content-out=\(type)")
            #expect(first.fileName == (type == "text/xml" ? "export.xml" : "export.ics"))
            let susan = try await server.login("susan")
            let answer = await server.text(
                "import?id=\(susan)&content-in=\(type)&fmt-out=text/calendar", upload: Upload(octets: first.octets))
            #expect(answer.errnos == [0])
            let query = "fetchcomponents_by_range?recurring=1&fmt-out=text/calendar&id="
            func items(_ id: String) async -> [String] {
                await server.text(query + id).contentLines.filter {
                    $0.hasPrefix("DT") || $0.hasPrefix("RRULE") || $0.hasPrefix("SUMMARY") || $0.hasPrefix("X-NSCP-DT")
                        || $0.hasPrefix("UID")
                }
            }
            #expect(await items(id) == items(susan))
            #expect(await items(id).contains("X-NSCP-DTSTART-TZID:Europe/Berlin"))
            #expect(await server.text("import?id=\(id)&fmt-out=text/calendar").errnos == [77])
            #expect(await server.text("import?id=\(id)&fmt-out=text/calendar", upload: Upload(octets: Array("<html>".utf8))).errnos == [77])
        }
    }

    @Test("Free/busy in XML has both ends as times and a type on each period")
    func freeBusy() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            try await server.importing(series, id: id)
            let susan = try await server.login("susan")
            let xml = await server.text(
                "get_freebusy?id=\(susan)&calid=mailto%3Ajdoe%40example.com;nobody&dtstart=19990301T000000Z&dtend=19990302T000000Z&busyonly=1&fmt-out=text%2Fxml"
            )
            #expect(xml.contains("<FREEBUSY>\n<START>19990301T000000Z</START>\n<END>19990302T000000Z</END>\n"))
            #expect(xml.contains("<FB FBTYPE=\"BUSY\">19990301T112233Z/19990301T122233Z</FB>\n</FREEBUSY>"))
            #expect(
                xml.contains("<X-S1CS-EMAIL>jdoe@example.com</X-S1CS-EMAIL>") && xml.contains("<X-NSCP-WCAP-ERRNO>29</X-NSCP-WCAP-ERRNO>"))
        }
    }

    @Test("What happens on the administrative listener stays there")
    func administration() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let credentials = "user=calmaster&password=secret&fmt-out=text/calendar"
            let sessions = await server.answer("get_session?\(credentials)&userid=jdoe", isAdministrative: true)
            let text = String(decoding: sessions.octets, as: UTF8.self)
            #expect(text.contains("X-NSCP-WCAP-USER-ID:jdoe@example.com") && !text.contains(id))
            let ended = await server.answer("admin_logout?\(credentials)&tid=\(id)", isAdministrative: true)
            #expect(String(decoding: ended.octets, as: UTF8.self).contains("1 session(s) terminated"))
            #expect(await server.text("ping?id=\(id)&fmt-out=text/calendar").errnos == [1])
            let refused = await server.answer("get_session?user=susan&password=secret&fmt-out=text/calendar", isAdministrative: true)
            #expect(String(decoding: refused.octets, as: UTF8.self).errnos == [76])
        }
    }

    @Test("Subscriptions")
    func subscriptions() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            #expect(
                await server.text("subscribe_calendars?id=\(id)&calid=susan;william@sesta.com:baseball&fmt-out=text/calendar").errnos == [0]
            )
            let list = await server.text("list_subscribed?id=\(id)&fmt-out=text/calendar").contentLines.filter { $0.contains("SUBSCRIBED") }
            #expect(list.map { $0.split(separator: ":", maxSplits: 1)[1] } == ["jdoe", "susan", "william@sesta.com:baseball"])
            #expect(await server.text("unsubscribe_calendars?id=\(id)&calid=susan&fmt-out=text/calendar").errnos == [0])
            #expect(!(await server.text("list_subscribed?id=\(id)&fmt-out=text/calendar").contains("susan")))
            #expect(await server.text("list?id=\(id)&userid=susan&fmt-out=text/calendar").errnos == [76])
        }
    }
}
