import CalendarService
import CalendarStore
import ICalendar
import NIOCore
import Testing

@Suite("Single objects, as CalDAV stores them")
struct ObjectTests {
    private let text = SampleText.calendar(SampleText.event("a"))

    @Test("What is stored is what came, octet for octet")
    func verbatim() async throws {
        try await TestService.with { test in
            let put = try await test.put(text, as: "anything at all")
            #expect(put.isNew && put.isVerbatim && put.isChanged)
            let view = try await test.service.object(named: "anything at all", in: TestService.calendar, for: test.jdoe)
            #expect(String(decoding: view.octets, as: UTF8.self) == text)
            #expect(view.etag == put.record.etag)
            let again = try await test.put(text, as: "anything at all")
            #expect(!again.isChanged && again.record == put.record)
            let repaired = try await test.put(SampleText.calendar(SampleText.event("b")).replacing("\r\n", with: "\n"), as: "b")
            #expect(!repaired.isVerbatim)
            #expect(try await test.service.check() == [])
        }
    }

    @Test("One UID has one name, one name one UID")
    func uidConflicts() async throws {
        try await TestService.with { test in
            _ = try await test.put(text, as: "a.ics")
            let otherName = try await code { _ = try await test.put(text, as: "b.ics") }
            let otherUID = try await code { _ = try await test.put(SampleText.calendar(SampleText.event("b")), as: "a.ics") }
            #expect((otherName, otherUID) == (.uidConflict, .uidConflict))
        }
    }

    @Test(
        "A text that is not one object is refused",
        arguments: [
            (SampleText.calendar(SampleText.event("a"), SampleText.event("b")), CalendarError.Code.invalidObject),
            (SampleText.calendar("METHOD:PUBLISH", SampleText.event("a")), .invalidObject),
            (SampleText.calendar(SampleText.event(nil)), .invalidObject),
            (SampleText.calendar(SampleText.zone("Mine")), .invalidObject),
            (SampleText.calendar(SampleText.event("a", start: "DTSTART:20260230T000000Z")), .invalidData),
            ("BEGIN:VCARD\r\nEND:VCARD\r\n", .notICalendar),
        ])
    func refusals(text: String, expected: CalendarError.Code) async throws {
        try await TestService.with { test in
            let refusal = try await code { _ = try await test.put(text, as: "a.ics") }
            #expect(refusal == expected)
        }
    }

    @Test("Of eight writers with one condition exactly one succeeds")
    func concurrency() async throws {
        try await TestService.with { test in
            let first = try await test.put(text, as: "a.ics").record
            let codes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let text = SampleText.calendar(SampleText.event("a", "Writer \(number)"))
                        do {
                            _ = try await test.service.putObject(
                                named: "a.ics", in: TestService.calendar, text: Array(text.utf8), charset: nil, for: test.jdoe
                            ) { if $0?.etag != first.etag { throw CalendarError(.preconditionFailed, "") } }
                            return true
                        } catch let error as CalendarError where error.code == .preconditionFailed {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(codes.count { $0 } == 1)
        }
    }

    @Test("Moving keeps the text, renames within a calendar and leaves the old place empty")
    func transfer() async throws {
        try await TestService.with { test in
            _ = try await test.service.createCalendar(CalendarCreation(name: "Other"), for: test.jdoe)
            let other = CalendarReference.path(owner: nil, name: "Other")
            _ = try await test.put(text, as: "a.ics")
            let token = try await test.service.changes(in: TestService.calendar, since: nil, limit: nil, for: test.jdoe).token
            func transfer(_ name: String, to newName: String, in calendar: CalendarReference, moving: Bool) async throws -> PutOutcome {
                try await test.service.transferObject(
                    named: name, in: TestService.calendar, to: newName, in: calendar, moving: moving, overwriting: false, for: test.jdoe)
            }
            #expect(try await transfer("a.ics", to: "b.ics", in: TestService.calendar, moving: true).isNew)
            let changes = try await test.service.changes(in: TestService.calendar, since: token, limit: nil, for: test.jdoe).changes
            #expect(Set(changes.map { "\($0.resourceName) \($0.etag == nil ? "gone" : "there")" }) == ["a.ics gone", "b.ics there"])
            #expect(
                try await code { _ = try await transfer("b.ics", to: "c.ics", in: TestService.calendar, moving: false) } == .uidConflict)
            _ = try await transfer("b.ics", to: "c.ics", in: other, moving: false)
            #expect(try await code { _ = try await transfer("b.ics", to: "c.ics", in: other, moving: false) } == .preconditionFailed)
            let copy = try await test.service.object(named: "c.ics", in: other, for: test.jdoe)
            #expect(String(decoding: copy.octets, as: UTF8.self) == text)
        }
    }

    @Test("A link shows an object of another calendar, read-only, and changes with it")
    func links() async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(SampleText.event("a", "First")))
            try await test.share("susan^c^r^g")
            let hers = CalendarReference.path(owner: nil, name: "Calendar")
            _ = try await test.service.addLinks([(uid: "a", recurrenceID: nil)], from: TestService.calendar, to: hers, for: test.susan)
            let first = try await test.service.rendering(of: hers, endpoint: .calendarData, for: test.susan)
            #expect(String(decoding: first.octets.readableBytesView, as: UTF8.self).contains("SUMMARY:First"))
            try await test.publish(SampleText.calendar(SampleText.event("a", "Second")))
            let second = try await test.service.rendering(of: hers, endpoint: .calendarData, for: test.susan)
            #expect(second.etag != first.etag)
            #expect(String(decoding: second.octets.readableBytesView, as: UTF8.self).contains("SUMMARY:Second"))
            let report = try await test.publish(
                SampleText.calendar(SampleText.event("a", "Hers"), SampleText.event("own")), .replace, by: test.susan, to: hers)
            #expect((report.added, report.protected) == (1, ["a"]))
            // Who may no longer read the source no longer sees it here.
            try await test.share("")
            let third = try await test.service.rendering(of: hers, endpoint: .calendarData, for: test.susan)
            #expect(String(decoding: third.octets.readableBytesView, as: UTF8.self).contains("UID:a\r\n") == false)
        }
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}
