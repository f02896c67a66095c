import CalendarService
import CalendarStore
import ICalendar
import SQLStore
import Testing

/// Invitations, answers and cancellations between jdoe, who organizes, susan, who is invited, and people elsewhere.
@Suite struct SchedulingTests {
    private static let susans = CalendarReference.path(owner: "susan", name: "Calendar")

    private static func meeting(_ attendees: [String], summary: String = "Plan") throws -> ComponentEdit {
        try EditingSample.edit(summary: summary, start: "20260302T090000Z", rules: ["FREQ=DAILY;COUNT=4"]) { component in
            component.set(Property(.organizer, value: "mailto:jdoe@example.com"))
            component.remove(.attendee)
            component.properties += attendees.map {
                Property(.attendee, parameters: [Parameter("PARTSTAT", "NEEDS-ACTION")], value: "mailto:\($0)")
            }
        }
    }

    private static func request(
        _ edit: ComponentEdit, _ method: SchedulingMethod, in calendar: CalendarReference = TestService.calendar, rid: String? = nil,
        _ modifier: RecurrenceModifier = .thisAndAll
    ) throws -> StoreRequest {
        var request = StoreRequest(
            calendar: calendar, uid: "meeting", recurrenceID: try rid.map(EditingSample.value), modifier: modifier, changesRules: true,
            edit: edit
        )
        request.scheduling = method
        return request
    }

    private static func answer(_ status: String) throws -> ComponentEdit {
        try EditingSample.edit { component in
            component.properties = component.properties.map { property in
                property.name == .attendee && property.valueString.contains("susan")
                    ? property.setting(parameter: "PARTSTAT", to: status)
                    : property
            }
        }
    }

    @Test func theInvitedFindItInTheirCalendar() async throws {
        try await TestService.with { test in
            let outcome = try await test.service.store(Self.request(Self.meeting(["susan@example.com"]), .request), for: test.jdoe)
            #expect(!outcome.couldNotMail)
            #expect(try await test.text().contains("X-NSCP-ATTENDEE-GSE-STATUS=2"))
            let copy = try await test.text(as: test.susan, of: Self.susans)
            #expect(copy.contains("UID:meeting"))
            #expect(!copy.contains("GSE-STATUS"))
        }
    }

    @Test func withoutTheRightNothingIsPlaced() async throws {
        try await TestService.with { test in
            _ = try await test.service.updateCalendar(Self.susans, for: test.susan) { calendar, _ in calendar.accessList = AccessList([]) }
            _ = try await test.service.store(Self.request(Self.meeting(["susan@example.com"]), .request), for: test.jdoe)
            #expect(try await test.text().contains("X-NSCP-ATTENDEE-GSE-STATUS=4"))
            #expect(try await !test.text(as: test.susan, of: Self.susans).contains("UID:meeting"))
        }
    }

    @Test func publishInvitesNobody() async throws {
        try await TestService.with { test in
            _ = try await test.service.store(Self.request(Self.meeting(["susan@example.com"]), .publish), for: test.jdoe)
            #expect(try await !test.text(as: test.susan, of: Self.susans).contains("UID:meeting"))
        }
    }

    @Test func answersReachTheOrganizer() async throws {
        try await TestService.with { test in
            _ = try await test.service.store(Self.request(Self.meeting(["susan@example.com"]), .request), for: test.jdoe)
            _ = try await test.service.store(Self.request(Self.answer("ACCEPTED"), .reply, in: Self.susans), for: test.susan)
            #expect(try await test.text().contains("PARTSTAT=ACCEPTED"))
            _ = try await test.service.store(
                Self.request(Self.answer("DECLINED"), .reply, in: Self.susans, rid: "20260303T090000Z", .thisInstance), for: test.susan
            )
            let text = try await test.text()
            #expect(text.contains("RECURRENCE-ID:20260303T090000Z"))
            #expect(text.contains("PARTSTAT=DECLINED") && text.contains("PARTSTAT=ACCEPTED"))
        }
    }

    @Test func onlyTheOrganizerInvites() async throws {
        try await TestService.with { test in
            _ = try await test.service.store(Self.request(Self.meeting(["susan@example.com"]), .request), for: test.jdoe)
            let foreign = try Self.request(Self.meeting(["susan@example.com"], summary: "Mine"), .request, in: Self.susans)
            #expect(try await code { _ = try await test.service.store(foreign, for: test.susan) } == .notOrganizer)
        }
    }

    @Test func changesKeepTheAlarmsOfTheInvited() async throws {
        try await TestService.with { test in
            _ = try await test.service.store(Self.request(Self.meeting(["susan@example.com"]), .request), for: test.jdoe)
            let alarm = try EditingSample.edit { component in
                component.components = [
                    Component(.valarm, properties: [Property(.action, value: "DISPLAY"), Property(.trigger, value: "-PT5M")])
                ]
            }
            _ = try await test.service.store(Self.request(alarm, .update, in: Self.susans), for: test.susan)
            #expect(try await !test.text().contains("VALARM"))
            _ = try await test.service.store(
                Self.request(Self.meeting(["susan@example.com"], summary: "New plan"), .request), for: test.jdoe)
            let copy = try await test.text(as: test.susan, of: Self.susans)
            #expect(copy.contains("New plan") && copy.contains("TRIGGER:-PT5M"))
        }
    }

    @Test func whatTheOrganizerDeletesGoesEverywhere() async throws {
        try await TestService.with { test in
            _ = try await test.service.store(Self.request(Self.meeting(["susan@example.com"]), .request), for: test.jdoe)
            let rid = try EditingSample.value("20260304T090000Z")
            _ = try await test.service.delete([("meeting", rid, .thisAndFuture)], kind: nil, in: TestService.calendar, for: test.jdoe)
            #expect(try await test.text(as: test.susan, of: Self.susans).contains("UNTIL=20260303T090000Z"))
            // An attendee's deletion is his own affair.
            _ = try await test.service.delete([("meeting", nil, .thisAndAll)], kind: nil, in: Self.susans, for: test.susan)
            #expect(try await test.text().contains("UID:meeting"))
            _ = try await test.service.store(Self.request(Self.meeting(["susan@example.com"]), .request), for: test.jdoe)
            _ = try await test.service.delete([("meeting", nil, .thisAndAll)], kind: nil, in: TestService.calendar, for: test.jdoe)
            #expect(try await !test.text(as: test.susan, of: Self.susans).contains("UID:meeting"))
        }
    }

    @Test func whoIsNoLongerInvitedLosesIt() async throws {
        try await TestService.with { test in
            _ = try await test.service.store(Self.request(Self.meeting(["susan@example.com"]), .request), for: test.jdoe)
            _ = try await test.service.store(Self.request(Self.meeting([]), .request), for: test.jdoe)
            #expect(try await !test.text(as: test.susan, of: Self.susans).contains("UID:meeting"))
        }
    }

    @Test func peopleElsewhereGetMail() async throws {
        try await TestService.with { test in
            let outcome = try await test.service.store(Self.request(Self.meeting(["guest@elsewhere.org"]), .request), for: test.jdoe)
            #expect(outcome.couldNotMail)
        }
        var settings = ServiceSettings()
        settings.sendsMail = true
        try await TestService.with(settings: settings) { test in
            let outcome = try await test.service.store(
                Self.request(Self.meeting(["guest@elsewhere.org"], summary: "Überprüfung\nBcc: x@y.z"), .request), for: test.jdoe
            )
            #expect(!outcome.couldNotMail)
            let waiting = try await test.store.read { try $0.outgoingMessages(dueAt: Timestamp(microseconds: .max), limit: 10) }
            let message = try #require(waiting.first)
            #expect(message.recipients == ["guest@elsewhere.org"])
            let text = String(decoding: message.octets, as: UTF8.self)
            let head = text.prefix(upTo: text.firstRange(of: "\r\n\r\n")?.lowerBound ?? text.endIndex)
            #expect(head.contains("To: <guest@elsewhere.org>"))
            #expect(head.contains("Subject: =?UTF-8?B?"))
            #expect(!head.contains("\r\nBcc"))
            #expect(text.contains("Content-Type: text/calendar; charset=UTF-8; method=REQUEST; component=VEVENT"))
            #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 && $0.utf8.allSatisfy { $0 < 0x80 } })
        }
    }
}
