import Foundation
import GatewayTesting
import Testing

/// What Mozilla Lightning's WCAP provider sends, in its order and its spelling, and what it needs back (`spec/wcap-clients.md`).
struct LightningTests {
    private static let fetch = "&relativealarm=1&compressed=1&recurring=1&emailorcalid=1&fmt-out=text%2Fcalendar"

    private struct Provider: Sendable {
        let wire: WCAPWire
        let session: String
        let calid: String

        /// Logs in as the provider does: version, login, then preferences, time and zones at once.
        init(_ gateway: RunningGateway, _ user: String) async throws {
            let wire = WCAPWire(gateway)
            self.wire = wire
            let version = try await wire.get("version.wcap?fmt-out=text%2Fcalendar").line("X-NSCP-WCAPVERSION")
            #expect(version?.split(separator: ".").first.flatMap { Int($0) } ?? 0 >= 3)
            let login = try await wire.get(
                "login.wcap?fmt-out=text%2Fcalendar&user=\(user)&password=\(RunningGateway.password)")
            #expect(login.says("X-NSCP-WCAP-ERRNO", "0"))
            #expect(login.says("X-NSCP-RECURRENCE-BOUND", "60"))
            let id = try #require(login.line("X-NSCP-WCAP-SESSION-ID"))
            session = id
            let prefix = "appid=mozilla-calendar&id=\(id)"
            async let preferences = wire.get("get_userprefs.wcap?\(prefix)&fmt-out=text%2Fxml&userid=\(user)")
            async let time = wire.get("gettime.wcap?\(prefix)&fmt-out=text%2Fcalendar")
            async let zones = wire.get("get_all_timezones.wcap?\(prefix)&fmt-out=text%2Fcalendar")
            let read = try await (preferences, time, zones)
            calid = try #require(read.0.elements("X-NSCP-WCAP-PREF-icsCalendar").first)
            #expect(read.0.elements("X-NSCP-WCAP-PREF-icsSubscribed").first?.contains("$") == true)
            #expect(read.0.elements("X-NSCP-WCAP-PREF-mail", are: "\(user)@example.com"))
            #expect(read.1.line("X-NSCP-WCAPTIME")?.hasSuffix("Z") == true)
            #expect(Set(read.2.lines("TZID")).isSuperset(of: ["Europe/Paris", "America/New_York"]))
        }

        /// `calid` comes last.
        func get(_ command: String, _ parameters: String) async throws -> String {
            try await wire.get("\(command).wcap?appid=mozilla-calendar&id=\(session)\(parameters)&calid=\(calid)")
        }

        func store(_ parameters: String) async throws -> String {
            try await get("storeevents", parameters + "&replace=1&fetch=1" + LightningTests.fetch)
        }

        func serverTime() async throws -> String {
            let answer = try await wire.get("gettime.wcap?appid=mozilla-calendar&id=\(session)&fmt-out=text%2Fcalendar")
            return try #require(answer.line("X-NSCP-WCAPTIME"))
        }
    }

    /// Starts of the components with and without RECURRENCE-ID; each has a DTSTART, or the whole answer is lost.
    private func components(_ text: String) -> [[String]] {
        var all: [[String]] = []
        for line in text.contentLines {
            if line == "BEGIN:VEVENT" || line == "BEGIN:VTODO" { all.append([]) }
            if !all.isEmpty { all[all.count - 1].append(line) }
        }
        return all
    }

    @Test("A wrong password and a session that is gone are errno 1; logout is errno -1")
    func sessions() async throws {
        try await RunningGateway.run { gateway in
            let wire = WCAPWire(gateway)
            let wrong = try await wire.get("login.wcap?fmt-out=text%2Fcalendar&user=jdoe&password=wrong")
            #expect(wrong.says("X-NSCP-WCAP-ERRNO", "1"))
            #expect(wrong.lacks("X-NSCP-WCAP-SESSION-ID"))
            let provider = try await Provider(gateway, "jdoe")
            let properties = try await wire.get(
                "get_calprops.wcap?appid=mozilla-calendar&id=\(provider.session)&fmt-out=text%2Fxml&calid=jdoe;nobody;susan")
            #expect(properties.elements("X-NSCP-WCAP-ERRNO", are: "0", "29", "0"))
            #expect(properties.elements("X-NSCP-CALPROPS-RELATIVE-CALID", are: "jdoe", "susan"))
            let logout = try await wire.get("logout.wcap?appid=mozilla-calendar&id=\(provider.session)&fmt-out=text%2Fxml")
            #expect(logout.elements("X-NSCP-WCAP-ERRNO", are: "-1"))
            let gone = try await provider.get("fetchcomponents_by_range", "&dtstart=0&dtend=0" + Self.fetch)
            #expect(gone.says("X-NSCP-WCAP-ERRNO", "1"))
        }
    }

    @Test("A series from its making to its end: changed, excepted, cut, written again as it was, synchronised")
    func series() async throws {
        try await RunningGateway.run { gateway in
            let provider = try await Provider(gateway, "jdoe")
            let stamp = try await provider.serverTime()
            // A new item sends every field, many empty.
            let made = try await provider.store(
                "&dtstart=20260302T083000Z&dtend=20260302T090000Z&isAllDay=0&rrules=%22FREQ%3DDAILY%3BCOUNT%3D5%22&rdates=&exrules=&exdates="
                    + "&orgCalid=jdoe&summary=Caf%C3%A9&categories=Work%253BPlay;Home&desc=&location=&icsUrl=&priority=5&icsClass=PUBLIC&status=0"
                    + "&transparent=0&attachments=&alarmStart=-PT15M&alarmPopup=&alarmEmails=jdoe%40example.com&tzid=Europe%2FParis&storetype=1&mod=4&method=1"
            )
            #expect(made.says("X-NSCP-WCAP-ERRNO", "0"))
            #expect(components(made).count == 1)
            let uid = try #require(made.line("UID"))
            #expect(!uid.contains("."))
            #expect(made.says("RRULE", "FREQ=DAILY;COUNT=5"))
            #expect(made.says("TRIGGER", "-PT15M"))
            #expect(made.says("X-NSCP-DTSTART-TZID", "Europe/Paris"))
            #expect(made.says("DTSTART", "20260302T083000Z"))
            #expect(made.contentLines.contains { $0.hasPrefix("ORGANIZER") && $0.contains("X-S1CS-CALID=jdoe") })
            let again = try await provider.store("&dtstart=20260302T083000Z&uid=\(uid)&storetype=1&mod=4")
            #expect(again.says("X-NSCP-WCAP-ERRNO", "63"))
            let missing = try await provider.store("&summary=x&uid=nothere&storetype=2&mod=4")
            #expect(missing.says("X-NSCP-WCAP-ERRNO", "62"))

            let changed = try await provider.store("&summary=Tea&desc=d&uid=\(uid)&storetype=2&mod=4")
            #expect(changed.says("SUMMARY", "Tea"))
            #expect(changed.says("RRULE", "FREQ=DAILY;COUNT=5"))
            // A new exception: no storetype, all fields but the lists.
            let excepted = try await provider.store(
                "&dtstart=20260304T100000Z&dtend=20260304T103000Z&isAllDay=0&orgCalid=jdoe&summary=Later&categories=&desc=&location=&icsUrl=&priority=0"
                    + "&icsClass=PUBLIC&status=0&transparent=0&attachments=&alarmStart=&alarmPopup=&alarmEmails=&tzid=Europe%2FParis&uid=\(uid)&mod=1&rid=20260304T083000Z&method=1"
            )
            #expect(components(excepted).count == 2)
            #expect(components(excepted).allSatisfy { $0.contains { $0.hasPrefix("DTSTART") } })
            #expect(excepted.lines("RECURRENCE-ID", are: "20260304T083000Z"))

            // Two occurrences deleted with one mod, then the master written again as it was.
            let deleted = try await provider.get(
                "deleteevents_by_id", "&uid=\(uid);\(uid)&rid=20260303T083000Z;20260305T083000Z&mod=1&fmt-out=text%2Fcalendar")
            #expect(deleted.says("X-NSCP-WCAP-ERRNO", "0"))
            #expect(deleted.lines("REQUEST-STATUS").count == 2)
            let rewritten = try await provider.store(
                "&dtstart=20260302T083000Z&dtend=20260302T090000Z&isAllDay=0&rrules=%22FREQ%3DDAILY%3BCOUNT%3D5%22&rdates=&exrules=&summary=Tea&tzid=Europe%2FParis&uid=\(uid)&mod=4"
            )
            #expect(
                Set(rewritten.lines("EXDATE").flatMap { $0.split(separator: ",").map(String.init) }) == [
                    "20260303T083000Z", "20260305T083000Z",
                ])
            #expect(rewritten.lines("RECURRENCE-ID", are: "20260304T083000Z"))
            #expect(rewritten.lines("SUMMARY").contains("Later"))

            let range = try await provider.get(
                "fetchcomponents_by_range", "&component-type=event&dtstart=20260301T000000Z&dtend=20260331T000000Z" + Self.fetch)
            #expect(components(range).count == 2)
            let byID = try await provider.get("fetchevents_by_id", "&uid=\(uid)" + Self.fetch)
            #expect(components(byID).count == 2)
            let toDo = try await provider.get("fetchtodos_by_id", "&uid=\(uid)" + Self.fetch)
            #expect(toDo.says("X-NSCP-WCAP-ERRNO", "59"))

            let now = try await provider.serverTime()
            let span = "&dtstart=\(stamp)&dtend=\(now)" + Self.fetch
            async let modified = provider.get("fetchcomponents_by_lastmod", span)
            async let gone = provider.get("fetch_deletedcomponents", span)
            let sync = try await (modified, gone)
            #expect(sync.0.line("CREATED").map { $0 >= stamp } == true && sync.0.line("LAST-MODIFIED")?.hasSuffix("Z") == true)
            #expect(components(sync.1).allSatisfy { $0.contains("UID:\(uid)") && $0.contains { $0.hasPrefix("DTSTART") } })
            #expect(Set(sync.1.lines("RECURRENCE-ID")) == ["20260303T083000Z", "20260305T083000Z"])

            let all = try await provider.get("deleteevents_by_id", "&uid=\(uid)&mod=4&rid=0&fmt-out=text%2Fcalendar")
            #expect(all.says("X-NSCP-WCAP-ERRNO", "0"))
            let end = try await provider.serverTime()
            let last = try await provider.get("fetch_deletedcomponents", "&dtstart=\(stamp)&dtend=\(end)" + Self.fetch)
            #expect(components(last).contains { $0.contains { $0.hasPrefix("RRULE") } })
        }
    }

    @Test("To-dos are sent whole, dated and undated, done and open again; all-day events are bare dates")
    func toDosAndDays() async throws {
        try await RunningGateway.run { gateway in
            let provider = try await Provider(gateway, "jdoe")
            func store(_ parameters: String) async throws -> String {
                try await provider.get("storetodos", parameters + "&replace=1&fetch=1" + Self.fetch)
            }
            let made = try await store(
                "&dtstart=20260302T083000Z&due=20260303T083000Z&isAllDay=0&rrules=&rdates=&exrules=&exdates=&orgCalid=jdoe&summary=Report&percent=0&completed=0&status=3&tzid=Europe%2FParis&storetype=1&mod=4&method=1"
            )
            let uid = try #require(made.line("UID"))
            #expect(made.says("DUE", "20260303T083000Z"))
            #expect(made.says("STATUS", "NEEDS-ACTION"))
            let undated = try await store("&dtstart=0&uid=\(uid)&storetype=2&mod=4")
            #expect(undated.lacks("DTSTART"))
            #expect(undated.says("DUE", "20260303T083000Z"))
            let free = try await store("&due=0&uid=\(uid)&storetype=2&mod=4")
            #expect(free.lacks("DUE"))
            #expect(free.says("SUMMARY", "Report"))
            let done = try await store("&percent=100&completed=20260303T080000Z&status=4&uid=\(uid)&storetype=2&mod=4")
            #expect(done.says("COMPLETED", "20260303T080000Z"))
            #expect(done.says("STATUS", "COMPLETED"))
            let event = try await provider.get("fetchevents_by_id", "&uid=\(uid)" + Self.fetch)
            #expect(["9", "59"].contains(event.line("X-NSCP-WCAP-ERRNO") ?? ""))

            let day = try await provider.store(
                "&dtstart=20260302&dtend=20260304&isAllDay=1&rrules=&summary=Fair&tzid=Europe%2FParis&storetype=1&mod=4&method=1")
            #expect(day.contentLines.contains("DTSTART;VALUE=DATE:20260302"))
            #expect(day.contentLines.contains("DTEND;VALUE=DATE:20260304"))
        }
    }

    @Test("An invitation arrives, is found by its state, answered and changed without a word; without rights there is free/busy")
    func invitations() async throws {
        try await RunningGateway.run { gateway in
            let organizer = try await Provider(gateway, "jdoe")
            let guest = try await Provider(gateway, "susan")
            let made = try await organizer.store(
                "&dtstart=20260302T083000Z&dtend=20260302T090000Z&summary=Plan&attendees=RSVP=FALSE^PARTSTAT=ACCEPTED^ROLE=REQ-PARTICIPANT^CN=John%20Doe^jdoe%40example.com;"
                    + "RSVP=TRUE^PARTSTAT=NEEDS-ACTION^ROLE=REQ-PARTICIPANT^CN=Susan%20Jones^susan%40example.com&orgCalid=jdoe&tzid=Europe%2FParis&storetype=1&mod=4&method=2"
            )
            let uid = try #require(made.line("UID"))
            let waiting = try await guest.get(
                "fetchcomponents_by_range", "&compstate=REQUEST-NEEDS-ACTION&dtstart=0&dtend=0" + Self.fetch)
            #expect(waiting.says("UID", uid))
            #expect(
                waiting.contentLines.contains {
                    $0.hasPrefix("ATTENDEE") && $0.contains("X-S1CS-CALID=susan") && $0.contains("mailto:susan@")
                })
            let replied = try await guest.store("&attendees=PARTSTAT=ACCEPTED^susan%40example.com&uid=\(uid)&mod=4&method=4")
            #expect(replied.says("X-NSCP-WCAP-ERRNO", "0"))
            let seen = try await organizer.get("fetchevents_by_id", "&uid=\(uid)" + Self.fetch)
            #expect(
                seen.contentLines.contains {
                    $0.hasPrefix("ATTENDEE") && $0.contains("X-S1CS-CALID=susan") && $0.contains("PARTSTAT=ACCEPTED")
                })
            let silent = try await guest.store(
                "&alarmStart=-PT5M&alarmEmails=susan%40example.com&uid=\(uid)&storetype=2&mod=4&method=256&smtp=0&smtpNotify=0&notify=0")
            #expect(silent.says("X-NSCP-WCAP-ERRNO", "0"))
            #expect(silent.says("TRIGGER", "-PT5M"))

            let foreign = try await guest.wire.get(
                "fetchcomponents_by_range.wcap?appid=mozilla-calendar&id=\(guest.session)&dtstart=0&dtend=0\(Self.fetch)&calid=jdoe")
            #expect(foreign.says("X-NSCP-WCAP-ERRNO", "28"))
            let busy = try await guest.wire.get(
                "get_freebusy.wcap?appid=mozilla-calendar&id=\(guest.session)&busyonly=0&dtstart=20260302T000000Z&dtend=20260303T000000Z&fmt-out=text%2Fxml&calid=jdoe"
            )
            #expect(busy.elements("FB").contains("20260302T083000Z/20260302T090000Z"))
            #expect(busy.components(separatedBy: "<FB").dropFirst().allSatisfy { $0.hasPrefix(" FBTYPE=\"") })
        }
    }
}
