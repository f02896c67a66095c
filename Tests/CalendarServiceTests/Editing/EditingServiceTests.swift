import CalendarService
import CalendarStore
import ICalendar
import SQLStore
import Testing

/// Stores and deletions through the service: rights, existence, links, booking, delete log.
@Suite struct EditingServiceTests {
    private func request(
        _ uid: String?, _ edit: ComponentEdit, rid: String? = nil, _ modifier: RecurrenceModifier = .thisAndAll
    ) throws -> StoreRequest {
        StoreRequest(
            calendar: TestService.calendar, uid: uid, recurrenceID: try rid.map(EditingSample.value), modifier: modifier,
            changesRules: true,
            edit: edit
        )
    }

    private func errorCode(_ result: Result<Void, CalendarError>) -> CalendarError.Code? {
        if case .failure(let error) = result { error.code } else { nil }
    }

    private let daily = ["FREQ=DAILY;COUNT=5"]

    @Test func aSeriesIsMadeChangedAndSeenByEverybody() async throws {
        try await TestService.with { test in
            let start = "Europe/Berlin:20260302T090000"
            let made = try await test.service.store(
                request(nil, EditingSample.edit(summary: "Team", start: start, rules: daily)), for: test.jdoe
            )
            #expect(made.isNew)
            let uid = try #require(made.objects.first?.record.uid)
            #expect(uid.count == 32 && uid.allSatisfy { "0123456789abcdef".contains($0) })
            let changed = try await test.service.store(
                request(uid, EditingSample.edit(summary: "Guests"), rid: "20260303T080000Z", .thisInstance), for: test.jdoe
            )
            #expect(!changed.isNew)
            let text = try await test.text()
            #expect(text.contains("RECURRENCE-ID;TZID=Europe/Berlin:20260303T090000"))
            #expect(text.contains("TZID:Europe/Berlin"))
            let revision = try await test.info().calendar.revision
            _ = try await test.service.store(
                request(uid, EditingSample.edit(summary: "Guests"), rid: "20260303T080000Z", .thisInstance), for: test.jdoe
            )
            #expect(try await test.info().calendar.revision == revision)
        }
    }

    @Test func existenceRules() async throws {
        try await TestService.with { test in
            var new = try request("a", EditingSample.edit(start: "20260302T090000Z"))
            new.existence = .mustExist
            let missing = new
            #expect(try await code { _ = try await test.service.store(missing, for: test.jdoe) } == .objectNotFound)
            new.existence = .mustBeNew
            let fresh = new
            _ = try await test.service.store(fresh, for: test.jdoe)
            #expect(try await code { _ = try await test.service.store(fresh, for: test.jdoe) } == .preconditionFailed)
        }
    }

    @Test func rightsAndPrivateItems() async throws {
        try await TestService.with { test in
            let secret = try request(
                "s", EditingSample.edit(start: "20260302T090000Z") { $0.set(Property(.classification, value: "PRIVATE")) }
            )
            _ = try await test.service.store(secret, for: test.jdoe)
            try await test.share("@^a^r^g")
            #expect(try await code { _ = try await test.service.store(secret, for: test.susan) } == .forbidden)
            try await test.share("@^a^rwd^g")
            let change = try request("s", EditingSample.edit(summary: "mine"))
            #expect(try await code { _ = try await test.service.store(change, for: test.susan) } == .ownerOnly)
            let (_, results) = try await test.service.delete(
                [("s", nil, .thisAndAll), ("missing", nil, .thisAndAll)], kind: .vevent, in: TestService.calendar, for: test.susan
            )
            #expect(results.map(errorCode) == [.ownerOnly, .objectNotFound])
            let deleted = try await test.service.delete(within: nil, kinds: [.vevent], in: TestService.calendar, for: test.susan).deleted
            #expect(deleted.isEmpty)
        }
    }

    @Test func deletionsAreLogged() async throws {
        try await TestService.with { test in
            _ = try await test.service.store(request("a", EditingSample.edit(start: "20260302T090000Z", rules: daily)), for: test.jdoe)
            let rid = try EditingSample.value("20260304T090000Z")
            _ = try await test.service.delete([("a", rid, .thisInstance)], kind: nil, in: TestService.calendar, for: test.jdoe)
            _ = try await test.service.delete([("a", nil, .thisAndAll)], kind: nil, in: TestService.calendar, for: test.jdoe)
            let id = try await test.info().calendar.id
            let log = try await test.store.read { store in
                try store.deletedComponents(in: id, during: Timestamp(microseconds: 0)...Timestamp(microseconds: .max), limit: 10)
            }
            #expect(log.map(\.recurrenceIDLine) == ["RECURRENCE-ID:20260304T090000Z", nil])
            #expect(String(decoding: log[1].stub, as: UTF8.self).contains("RRULE:FREQ=DAILY;COUNT=5"))
        }
    }

    @Test func rangesTakeInstancesOut() async throws {
        try await TestService.with { test in
            _ = try await test.service.store(request("a", EditingSample.edit(start: "20260302T090000Z", rules: daily)), for: test.jdoe)
            _ = try await test.service.store(request("b", EditingSample.edit(start: "20260303T090000Z")), for: test.jdoe)
            let range = try EditingSample.value("20260303T000000Z").local.asUTC..<EditingSample.value("20260304T000000Z").local.asUTC
            let deleted = try await test.service.delete(within: range, kinds: [.vevent], in: TestService.calendar, for: test.jdoe).deleted
            #expect(deleted.map(\.uid) == ["a", "b"])
            #expect(deleted.map { $0.recurrenceID?.text } == ["20260303T090000Z", nil])
            let text = try await test.text()
            #expect(text.contains("EXDATE:20260303T090000Z"))
            #expect(!text.contains("UID:b"))
        }
    }

    @Test func takenTimeIsRefused() async throws {
        try await TestService.with { test in
            _ = try await test.service.updateCalendar(TestService.calendar, for: test.jdoe) { calendar, _ in
                calendar.properties.allowsDoubleBooking = false
            }
            let first = try request("a", EditingSample.edit(start: "20260302T090000Z", end: "20260302T100000Z", rules: daily))
            _ = try await test.service.store(first, for: test.jdoe)
            let clash = try request("b", EditingSample.edit(start: "20260304T093000Z", end: "20260304T110000Z"))
            #expect(try await code { _ = try await test.service.store(clash, for: test.jdoe) } == .doubleBooked)
            let next = try request("b", EditingSample.edit(start: "20260304T100000Z", end: "20260304T110000Z"))
            _ = try await test.service.store(next, for: test.jdoe)
            _ = try await test.service.store(request("a", EditingSample.edit(summary: "still")), for: test.jdoe)
        }
    }

    @Test func unknownZonesAreRefused() async throws {
        try await TestService.with { test in
            let edit = try EditingSample.edit(start: "Mars/Olympus:20260302T090000")
            #expect(try await code { _ = try await test.service.store(request("z", edit), for: test.jdoe) } == .unknownTimeZone)
        }
    }
}
