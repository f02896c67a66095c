import Foundation
import GatewayTesting
import Testing

/// What the Academus portal sends: raw quotes, carets and angle brackets, text/xml, a login and a logout around every command.
struct AcademusTests {
    private struct Portal: Sendable {
        let wire: WCAPWire

        /// One command in a session of its own.
        func command(_ command: String, _ parameters: String, user: String = "jdoe") async throws -> String {
            let login = try await wire.get("login.wcap?user=\(user)&password=\(RunningGateway.password)&fmt-out=text/xml")
            let id = try #require(login.elements("X-NSCP-WCAP-SESSION-ID").first)
            let answer = try await wire.get("\(command).wcap?id=\(id)&\(parameters)&fmt-out=text/xml")
            #expect(answer.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iCalendar>\n<iCal "))
            #expect(!answer.contains("<![CDATA["))
            _ = try await wire.get("logout.wcap?id=\(id)&fmt-out=text/xml")
            return answer
        }
    }

    @Test("Start-up: all own calendars without a calid, one <iCal> each; GUIDs by position")
    func startUp() async throws {
        try await RunningGateway.run { gateway in
            let portal = Portal(wire: WCAPWire(gateway))
            let guids = try await portal.command("get_guids", "guidCount=1").split(separator: "\n")
            #expect(guids[3].hasPrefix("<X-NSCP-GUID0>"))
            _ = try await portal.command("createcalendar", "calid=3c11625900005ffe&set_calprops=1&name=Team")
            let own = try await portal.command(
                "fetchcomponents_by_range", "dtstart=20260301T000000Z&dtend=20260401T000000Z&primaryOwner=1")
            #expect(own.components(separatedBy: "<iCal ").count == 3)
            #expect(own.elements("X-NSCP-CALPROPS-RELATIVE-CALID", are: "jdoe", "jdoe:3c11625900005ffe"))
            let rights = try await portal.command("set_calprops", "calid=jdoe&acl=susan^a^rs^g;@@o^a^r^g")
            #expect(rights.elements("X-NSCP-CALPROPS-ACCESS-CONTROL-ENTRY", are: "susan^a^rs^g", "@@o^a^r^g"))
        }
    }

    @Test("A meeting that recurs, its instances by rid and mod, and the answer of a guest with the whole list")
    func meeting() async throws {
        try await RunningGateway.run { gateway in
            let portal = Portal(wire: WCAPWire(gateway))
            let list = "attendees=PARTSTAT=ACCEPTED^RSVP=FALSE^ROLE=CHAIR^jdoe;PARTSTAT=NEEDS-ACTION^RSVP=TRUE^ROLE=REQ-PARTICIPANT^susan"
            let made = try await portal.command(
                "storeevents",
                "calid=jdoe&summary=Plan&desc=<NONE>&location=<NONE>&dtstart=20260302T090000Z&duration=PT1H30M0S&rid=0&mod=4&rrules=\"FREQ%3DDAILY%3BCOUNT%3D4\"&\(list)&orgUID=jdoe&method=2&fetch=1"
            )
            #expect(made.shows("X-NSCP-WCAP-ERRNO", "0"))
            let uid = try #require(made.elements("UID").first)
            #expect(!uid.contains("."))
            #expect(made.shows("LOCATION", "&lt;NONE&gt;"))
            #expect(made.shows("START", "20260302T090000Z"))
            #expect(made.shows("END", "20260302T103000Z"))
            #expect(made.shows("RRULE", "FREQ=DAILY;COUNT=4"))
            #expect(made.elements("RECURID").count == 4)
            // The text of an attendee is the plain user id, states are attributes.
            #expect(made.elements("ATTENDEE").prefix(2) == ["jdoe", "susan"])
            #expect(made.contains("PARTSTAT=\"NEEDS-ACTION\""))
            #expect(made.shows("ORGANIZER", "jdoe"))

            let later = try await portal.command("fetchevents_by_id", "calid=jdoe&uid=\(uid)&rid=20260304T090000Z&mod=2")
            #expect(later.elements("RECURID", are: "20260304T090000Z", "20260305T090000Z"))
            let earlier = try await portal.command("fetchevents_by_id", "calid=jdoe&uid=\(uid)&rid=20260303T090000Z&mod=3")
            #expect(earlier.elements("RECURID", are: "20260302T090000Z", "20260303T090000Z"))

            let invited = try await portal.command(
                "fetchcomponents_by_range", "calid=susan&compstate=REQUEST_NEEDS-ACTION&dtstart=0&dtend=0", user: "susan")
            #expect(Set(invited.elements("UID")) == [uid])
            let reply = try await portal.command(
                "storeevents",
                "calid=susan&uid=\(uid)&rid=0&mod=4&attendees=PARTSTAT=DECLINED^jdoe;PARTSTAT=ACCEPTED^susan&method=4&fetch=1",
                user: "susan")
            #expect(reply.shows("X-NSCP-WCAP-ERRNO", "0"))
            #expect(!reply.contains("DECLINED"))
            let seen = try await portal.command("fetchevents_by_id", "calid=jdoe&uid=\(uid)&rid=20260302T090000Z&mod=1")
            #expect(seen.components(separatedBy: "PARTSTAT=\"ACCEPTED\"").count == 3)

            let one = try await portal.command("deleteevents_by_id", "calid=jdoe&uid=\(uid)&rid=20260303T090000Z&mod=1")
            #expect(one.elements("RSTATUS", are: "2.0;Success.  Delete successful."))
            let rest = try await portal.command("fetchcomponents_by_range", "calid=jdoe&dtstart=0&dtend=0")
            #expect(rest.elements("RECURID", are: "20260302T090000Z", "20260304T090000Z", "20260305T090000Z"))
        }
    }

    @Test("To-dos are completed and reopened; alarms are set absolutely and removed with 0")
    func toDos() async throws {
        try await RunningGateway.run { gateway in
            let portal = Portal(wire: WCAPWire(gateway))
            let made = try await portal.command(
                "storetodos",
                "calid=jdoe&summary=Report&dtstart=20260302T090000Z&due=20260303T090000Z&percent=0&completed=0&method=2&fetch=1")
            let uid = try #require(made.elements("UID").first)
            #expect(made.elements("COMPLETED", are: "0"))
            #expect(made.elements("PERCENT", are: "0"))
            let start = try #require(made.range(of: "<START>")), due = try #require(made.range(of: "<DUE>"))
            #expect(start.lowerBound < due.lowerBound)
            let done = try await portal.command(
                "storetodos", "calid=jdoe&uid=\(uid)&percent=100&completed=20260302T120000Z&method=2&fetch=1")
            #expect(done.elements("COMPLETED", are: "20260302T120000Z"))
            #expect(done.elements("PERCENT", are: "100"))
            let open = try await portal.command("storetodos", "calid=jdoe&uid=\(uid)&percent=0&completed=0&method=2&fetch=1")
            #expect(open.elements("COMPLETED", are: "0"))
            #expect(open.elements("PERCENT", are: "0"))
            let alarm = try await portal.command(
                "storetodos", "calid=jdoe&uid=\(uid)&alarmStart=20260302T080000Z&alarmEmails=jdoe@example.com&fetch=1")
            #expect(alarm.elements("TRIGGER", are: "20260302T080000Z"))
            #expect(alarm.contains("mailto:jdoe@example.com</ATTENDEE>"))
            let silent = try await portal.command("storetodos", "calid=jdoe&uid=\(uid)&alarmStart=0&alarmEmails=0&fetch=1")
            #expect(!silent.contains("<ALARM>"))
        }
    }
}
