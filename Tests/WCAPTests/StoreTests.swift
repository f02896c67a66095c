import Foundation
import Testing

@testable import WCAP

/// Stores and deletions, and what fetches show of them (`spec/wcap.md` sections 5, 6, 12).
struct StoreTests {
    private let calendar = "&fmt-out=text/calendar"

    /// RECURRENCE-IDs of everything in the caller's calendar.
    private func instances(_ server: TestServer, _ id: String) async -> [String] {
        await server.text("fetchcomponents_by_range?id=\(id)&dtstart=0&dtend=0\(calendar)").contentLines
            .filter { $0.hasPrefix("RECURRENCE-ID") }.map { String($0.split(separator: ":")[1]) }
    }

    @Test("Create a series, fetch it both ways")
    func series() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let stored = await server.text(
                "storeevents?id=\(id)&calid=jdoe&uid=333&dtstart=19990301T112233Z&dtend=19990301T122233Z&rrules=\"count%3D10%3Bfreq%3Ddaily\"&summary=uuuu\(calendar)"
            ).contentLines
            #expect(stored[4] == "X-NSCP-WCAP-ERRNO:0" && stored.contains("UID:333"))
            #expect(stored.contains("REQUEST-STATUS:2.0;Success.  Store successful."))
            let range = "&dtstart=19990301T000000Z&dtend=19990303T235959Z"
            let expanded = await server.text("fetchcomponents_by_range?id=\(id)\(range)\(calendar)").contentLines
            #expect(
                expanded.filter { $0.hasPrefix("RECURRENCE-ID:") }.map { $0.dropFirst(14) } == [
                    "19990301T112233Z", "19990302T112233Z", "19990303T112233Z",
                ])
            let whole = await server.text("fetchcomponents_by_range?id=\(id)\(range)&recurring=1\(calendar)").contentLines
            #expect(whole.filter { $0 == "BEGIN:VEVENT" }.count == 1 && whole.contains("RRULE:FREQ=DAILY;COUNT=10"))
            // Without a zone in the request the calendar's counts.
            #expect(whole.contains("X-NSCP-DTSTART-TZID:Europe/Berlin"))
        }
    }

    @Test(
        "Several rules, exclusion rules and dates make the set the seed describes",
        arguments: [
            (#"rrules="count%3D10%3Bfreq%3Ddaily";"freq%3Dweekly%3Bcount%3D4""#, 12),
            (#"exrules="count%3D10%3Bfreq%3Ddaily";"freq%3Dweekly%3Bcount%3D4"&rrules="count%3D100%3Bfreq%3Ddaily""#, 60),
            ("rdates=19990331T112233;19990531T112233", 3),
            (#"exdates=19990302T112233Z;19990303T112233Z&rrules="COUNT%3D5%3BFREQ=DAILY""#, 3),
        ])
    func sets(parameters: String, count: Int) async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let stored = await server.text(
                "storecomponents?id=\(id)&uid=333&dtstart=19990301T112233Z&\(parameters)&summary=uuuu\(calendar)")
            #expect(stored.errnos == [0])
            #expect(await instances(server, id).count == count)
        }
    }

    @Test("mod=2 with rchange=0 changes later summaries and adds nothing")
    func future() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            _ = await server.text(
                "storeevents?id=\(id)&uid=abcxyz&dtstart=19990101T112233Z&rrules=\"freq%3Dweekly%3Bcount%3D10\"&summary=first\(calendar)")
            let changed = await server.text(
                "storeevents?id=\(id)&calid=jdoe&uid=abcxyz&dtstart=19990205T112233Z&rrules=\"byday%3Dfr%3Bfreq%3Dweekly\"&summary=changed-event&rid=19990205T112233Z&mod=2&rchange=0\(calendar)"
            )
            #expect(changed.errnos == [0])
            let lines = await server.text("fetchcomponents_by_range?id=\(id)\(calendar)").contentLines
            #expect(lines.filter { $0 == "SUMMARY:first" }.count == 5 && lines.filter { $0 == "SUMMARY:changed-event" }.count == 5)
        }
    }

    @Test("What a calendar program does to a series: exception, deleted occurrences, the whole master again")
    func clientSequence() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let shape = "&relativealarm=1&compressed=1&recurring=1&emailorcalid=1&fmt-out=text%2Fcalendar&calid=jdoe"
            let rules = "&rrules=%22FREQ%3DDAILY%3BCOUNT%3D6%22&rdates=&exrules=&exdates="
            let first = await server.text(
                "storeevents?appid=mozilla-calendar&id=\(id)&dtstart=20050301T090000Z&dtend=20050301T100000Z&isAllDay=0\(rules)&orgCalid=jdoe&summary=Stand%20up&categories=&desc=&location=&icsUrl=&priority=0&icsClass=PUBLIC&status=0&transparent=0&attachments=&alarmStart=-PT15M&alarmPopup=&alarmEmails=a@b.example;c@d.example&tzid=Europe/Paris&uid=u1&storetype=1&mod=4&method=1&replace=1&fetch=1\(shape)"
            ).contentLines
            #expect(first.filter { $0 == "BEGIN:VEVENT" }.count == 1 && first.contains("X-NSCP-DTSTART-TZID:Europe/Paris"))
            #expect(first.contains("TRIGGER:-PT15M") && first.contains("ATTENDEE:mailto:a@b.example"))
            #expect(await server.text("storeevents?id=\(id)&uid=u1&dtstart=20050301T090000Z&storetype=1\(calendar)").errnos == [63])
            #expect(await server.text("storeevents?id=\(id)&uid=other&summary=x&storetype=2\(calendar)").errnos == [62])
            let exception = await server.text(
                "storeevents?id=\(id)&dtstart=20050302T120000Z&dtend=20050302T130000Z&summary=Moved&uid=u1&mod=1&rid=20050302T090000Z&replace=1&fetch=1\(shape)"
            ).contentLines
            #expect(exception.filter { $0 == "BEGIN:VEVENT" }.count == 2 && exception.contains("RECURRENCE-ID:20050302T090000Z"))
            let deleted = await server.text(
                "deleteevents_by_id?id=\(id)&uid=u1;u1&mod=1&rid=20050303T090000Z;20050304T090000Z&fmt-out=text%2Fxml&calid=jdoe")
            #expect(deleted.components(separatedBy: "<RSTATUS>2.0;Success.  Delete successful.</RSTATUS>").count == 3)
            let again = await server.text(
                "storeevents?id=\(id)&dtstart=20050301T090000Z&dtend=20050301T100000Z&isAllDay=0&rrules=%22FREQ%3DDAILY%3BCOUNT%3D6%22&rdates=&exrules=&summary=Stand%20up!&tzid=Europe/Paris&uid=u1&mod=4&replace=1&fetch=1\(shape)"
            )
            #expect(again.errnos == [0])
            #expect(await instances(server, id) == ["20050301T090000Z", "20050302T090000Z", "20050305T090000Z", "20050306T090000Z"])
            let all = await server.text("fetchevents_by_id?id=\(id)&uid=u1\(calendar)").contentLines
            // The new title is meant for all instances; the moved one stays where it was put.
            #expect(all.filter { $0 == "SUMMARY:Stand up!" }.count == 4)
            #expect(all.contains("DTSTART:20050302T120000Z"))
            let log = await server.text("fetch_deletedcomponents?id=\(id)&dtstart=0&dtend=0&recurring=1&compressed=1\(calendar)")
                .contentLines
            #expect(log.filter { $0.hasPrefix("RECURRENCE-ID") } == ["RECURRENCE-ID:20050303T090000Z", "RECURRENCE-ID:20050304T090000Z"])
            #expect(log.filter { $0.hasPrefix("DTSTART") }.count == 2 && log.contains("X-NSCP-TRIGGERED_BY:jdoe"))
            #expect(await server.text("deleteevents_by_id?id=\(id)&uid=u1&rid=0&mod=4\(calendar)").errnos == [0])
            #expect(await server.text("fetchevents_by_id?id=\(id)&uid=u1\(calendar)").errnos == [59])
        }
    }

    @Test("Values are replaced, appended, cleared")
    func values() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            func store(_ parameters: String) async -> [String] {
                await server.text("storeevents?id=\(id)&uid=v&fetch=1&\(parameters)\(calendar)").contentLines
            }
            let first = await store(
                "dtstart=20260301&categories=a;b%3Bc&desc=x&location=<NONE>&priority=99&status=TENTATIVE&geo=1.5;2&X-Own=y&contacts=c1")
            #expect(first.contains("DTSTART;VALUE=DATE:20260301") && first.contains("DTEND;VALUE=DATE:20260302"))
            #expect(first.contains("CATEGORIES:a,b\\;c") && first.contains("LOCATION:<NONE>") && first.contains("PRIORITY:9"))
            #expect(first.contains("STATUS:TENTATIVE") && first.contains("GEO:1.5;2") && first.contains("X-OWN:y"))
            #expect(await store("categories=d").contains("CATEGORIES:a,b\\;c,d"))
            #expect(await store("categories=z&replace=1").contains("CATEGORIES:z"))
            #expect(!(await store("desc=&replace=1").contains { $0.hasPrefix("DESCRIPTION") }))
            #expect(await store("contacts=c2").filter { $0.hasPrefix("CONTACT") } == ["CONTACT:c1", "CONTACT:c2"])
            #expect(await store("dtstart=20260301T100000Z&dtend=20260301T090000Z").contains("X-NSCP-WCAP-ERRNO:14"))
            #expect(await store("dtstart=nonsense").contains("REQUEST-STATUS:5.1;Failed.  Store failed."))
            #expect(await server.text("storeevents?id=\(id)&uid=new&summary=x\(calendar)").errnos == [14])
            let made = await server.text(
                "storeevents?id=\(id)&dtstart=20260301T100000&duration=PT1H30M0S&tzid=America/New_York&fetch=1\(calendar)"
            )
            .contentLines
            let uid = made.first { $0.hasPrefix("UID:") }?.dropFirst(4) ?? ""
            #expect(uid.utf8.count == 32 && made.contains("DTSTART:20260301T150000Z") && made.contains("DTEND:20260301T163000Z"))
            #expect(made.contains("X-NSCP-DTSTART-TZID:America/New_York"))
        }
    }

    @Test("To-dos: undated, done, open again")
    func toDos() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let make = "storetodos?id=\(id)&uid=t1&fetch=1"
            let open = await server.text("\(make)&dtstart=0&due=0&completed=0&percent=0&status=3&summary=report\(calendar)").contentLines
            #expect(open.contains("BEGIN:VTODO") && open.contains("STATUS:NEEDS-ACTION") && !open.contains { $0.hasPrefix("DUE") })
            let done = await server.text("\(make)&percent=100&completed=20050101T100000Z&mod=4\(calendar)").contentLines
            #expect(
                done.contains("COMPLETED:20050101T100000Z") && done.contains("STATUS:COMPLETED") && done.contains("PERCENT-COMPLETE:100"))
            let again = await server.text("\(make)&percent=0&completed=0&fmt-out=text/xml")
            #expect(again.contains("<COMPLETED>0</COMPLETED>") && again.contains("<STATUS>NEEDS-ACTION</STATUS>"))
            let due = await server.text("\(make)&due=20050105T170000Z\(calendar)").contentLines
            #expect(due.contains("DUE:20050105T170000Z"))
            #expect(await server.text("deleteevents_by_id?id=\(id)&uid=t1&rid=0&mod=1\(calendar)").errnos == [59])
            #expect(await server.text("deletetodos_by_id?id=\(id)&uid=t1&rid=0&mod=1\(calendar)").errnos == [0])
        }
    }

    @Test("Attendees and organizer, as calids and as addresses; only the organizer may ask")
    func attendees() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let stored = await server.text(
                "storeevents?id=\(id)&uid=m&dtstart=20260301T100000Z&method=1&fetch=1&attendees=PARTSTAT=ACCEPTED^RSVP=TRUE^jdoe;PARTSTAT=NEEDS-ACTION^RSVP=TRUE^susan;mailto:out@side.example\(calendar)"
            ).contentLines
            let susan = stored.first { $0.hasPrefix("ATTENDEE") && $0.hasSuffix(":susan") }
            #expect(susan?.contains("X-S1CS-EMAIL=susan@example.com") == true && susan?.contains("CN=Susan Low") == true)
            #expect(stored.contains { $0.hasPrefix("ATTENDEE") && $0.hasSuffix(":mailto:out@side.example") })
            #expect(stored.contains { $0.hasPrefix("ORGANIZER") && $0.hasSuffix(":jdoe") && $0.contains("X-NSCP-ORGANIZER-UID=jdoe") })
            let mail = await server.text("fetchevents_by_id?id=\(id)&uid=m&emailorcalid=1\(calendar)").contentLines
            #expect(mail.contains { $0.contains("X-S1CS-CALID=susan") && $0.hasSuffix(":mailto:susan@example.com") })
            let removed = await server.text(
                "storeevents?id=\(id)&uid=m&attendees=PARTSTAT=X-NSCP-WCAP-ATTENDEE-DELETE^susan&fetch=1\(calendar)"
            ).contentLines
            #expect(removed.filter { $0.hasPrefix("ATTENDEE") }.count == 2)
            #expect(await server.text("storeevents?id=\(id)&uid=m&attendees=nobody\(calendar)").errnos == [60])
            #expect(await server.text("storeevents?id=\(id)&uid=n&dtstart=20260301&orgUID=nobody\(calendar)").errnos == [67])

            // Susan's copy of an invitation.
            try await server.importing(
                """
                BEGIN:VEVENT
                UID:inv
                DTSTAMP:20260101T000000Z
                DTSTART:20260301T100000Z
                ORGANIZER:mailto:jdoe@example.com
                ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:susan@example.com
                ATTENDEE;PARTSTAT=ACCEPTED:mailto:jdoe@example.com
                END:VEVENT
                """, id: try await server.login("susan"), calid: "susan")
            let guest = try await server.login("susan")
            let invitations = await server.text("fetchcomponents_by_range?id=\(guest)&compstate=REQUEST-NEEDS-ACTION\(calendar)")
            #expect(invitations.contains("UID:inv"))
            #expect(await server.text("storeevents?id=\(guest)&uid=inv&method=2&summary=x\(calendar)").errnos == [79])
            #expect(await server.text("storeevents?id=\(guest)&uid=inv&method=1&summary=x\(calendar)").errnos == [45])
            let reply = await server.text(
                "storeevents?id=\(guest)&uid=inv&method=4&attendees=PARTSTAT=ACCEPTED^susan;PARTSTAT=DECLINED^jdoe&fetch=1&fmt-out=text/xml"
            )
            #expect(reply.contains("PARTSTAT=\"ACCEPTED\"") && reply.contains("X-S1CS-EMAIL=\"susan@example.com\">susan</ATTENDEE>"))
            #expect(!reply.contains("DECLINED"))
            #expect(
                !(await server.text("fetchcomponents_by_range?id=\(guest)&compstate=REQUEST_NEEDS-ACTION\(calendar)").contains("UID:inv")))
        }
    }

    @Test("Range deletions; script pages say which calendar failed")
    func ranges() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            for day in 1...3 {
                _ = await server.text(
                    "storeevents?id=\(id)&uid=e\(day)&dtstart=2026030\(day)T100000Z&dtend=2026030\(day)T110000Z\(calendar)")
            }
            _ = await server.text("storetodos?id=\(id)&uid=t&summary=x\(calendar)")
            let page = await server.text(
                "deletecomponents_by_range?id=\(id)&calid=susan;jdoe&dtstart=20260301T000000Z&dtend=20260301T110000Z")
            #expect(page.contains("errno[0] = 21; delete_layer_errno[0] = 1;") && page.contains("errno[1] = 0; delete_layer_errno[1] = 0;"))
            #expect(page.contains("UID:e1\\r\\n") && page.contains("DTSTART:20260301T100000Z\\r\\n"))
            let brief = await server.text("deleteevents_by_range?id=\(id)&brief=1&dtstart=20260302T000000Z&dtend=20260303T000000Z")
            #expect(brief.contains("UID:e2\\r\\n") && !brief.contains("DTSTART"))
            let rest = await server.text("deletecomponents_by_range?id=\(id)\(calendar)").contentLines
            #expect(rest.filter { $0.hasPrefix("UID:") } == ["UID:e3", "UID:t"])
            #expect(await server.text("deletecomponents_by_range?calid=jdoe\(calendar)").errnos == [1])
        }
    }

    @Test("Synchronisation by server time: new, changed, deleted")
    func synchronisation() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            _ = await server.text("storeevents?id=\(id)&uid=a&dtstart=20260301T100000Z\(calendar)")
            server.clock.advance(bySeconds: 100)
            let query = "&dtstart=20050101T120100Z&dtend=0&recurring=1&compressed=1\(calendar)"
            #expect(!(await server.text("fetchcomponents_by_lastmod?id=\(id)\(query)").contains("UID:a")))
            _ = await server.text("storeevents?id=\(id)&uid=a&summary=changed&mod=4\(calendar)")
            let changed = await server.text("fetchcomponents_by_lastmod?id=\(id)\(query)").contentLines
            #expect(changed.contains("CREATED:20050101T120000Z") && changed.contains("LAST-MODIFIED:20050101T120140Z"))
            _ = await server.text("deleteevents_by_id?id=\(id)&uid=a&rid=0&mod=1\(calendar)")
            let deleted = await server.text("fetch_deletedcomponents?id=\(id)\(query)").contentLines
            #expect(
                deleted.contains("UID:a") && deleted.contains { $0.hasPrefix("DTSTART") }
                    && deleted.contains { $0.hasPrefix("X-NSCP-WCAPTIME") })
        }
    }

    @Test("Links show items of other calendars and cannot be changed")
    func links() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            _ = await server.text("createcalendar?id=\(id)&calid=second\(calendar)")
            _ = await server.text("storeevents?id=\(id)&uid=l&dtstart=20260301T100000Z&summary=linked\(calendar)")
            #expect(await server.text("addlink?id=\(id)&srcCal=jdoe&destCal=jdoe:second&uid=l&rid=0\(calendar)").errnos == [0])
            #expect(await server.text("addlink?id=\(id)&srcCal=jdoe&destCal=jdoe:second&uid=l;m&rid=0\(calendar)").errnos == [12])
            #expect(await server.text("fetchcomponents_by_range?id=\(id)&calid=jdoe:second\(calendar)").contains("SUMMARY:linked"))
            #expect(await server.text("storeevents?id=\(id)&calid=jdoe:second&uid=l&summary=x\(calendar)").errnos == [31])
            #expect(await server.text("deleteevents_by_id?id=\(id)&calid=jdoe:second&uid=l&rid=0&mod=1\(calendar)").errnos == [0])
            #expect(await server.text("fetchevents_by_id?id=\(id)&uid=l\(calendar)").errnos == [0])
        }
    }

    @Test("Private items are shown stripped to readers, who cannot change them; double booking is refused where it is off")
    func access() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            _ = await server.text("set_calprops?id=\(id)&calid=jdoe&acl=susan^a^rwd^g;@@o^a^r^g&doublebooking=0\(calendar)")
            _ = await server.text(
                "storeevents?id=\(id)&uid=p&dtstart=20260301T100000Z&dtend=20260301T110000Z&summary=secret&desc=d&icsClass=PRIVATE\(calendar)"
            )
            let susan = try await server.login("susan")
            let shown = await server.text("fetchcomponents_by_range?id=\(susan)&calid=jdoe\(calendar)").contentLines
            #expect(shown.contains("CLASS:PRIVATE") && shown.contains("UID:p") && !shown.joined().contains("secret"))
            #expect(await server.text("storeevents?id=\(susan)&calid=jdoe&uid=p&summary=x\(calendar)").errnos == [47])
            #expect(
                await server.text("storeevents?id=\(id)&uid=q&dtstart=20260301T103000Z&dtend=20260301T113000Z\(calendar)").errnos == [40])
            #expect(await server.text("storeevents?id=\(susan)&calid=susan&uid=q&dtstart=20260301T103000Z\(calendar)").errnos == [0])
            #expect(await server.text("storeevents?id=\(id)&calid=susan&uid=r&dtstart=20260301T103000Z\(calendar)").errnos == [28])
        }
    }
}
