import CalendarService
import CalendarStore
import Testing

@Suite("History and undo")
struct HistoryTests {
    @Test("A wiped calendar comes back as it was")
    func restore() async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(SampleText.event("a"), SampleText.event("b"), SampleText.event("c")), .replace)
            let before = try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe)
            test.clock.advance(seconds: 60)
            let time = test.clock.now()
            test.clock.advance(seconds: 60)
            try await test.publish(SampleText.calendar(SampleText.event("b", "Changed"), SampleText.event("d")), .replace)
            test.clock.advance(seconds: 60)
            _ = try await test.service.removeAllObjects(in: TestService.calendar, for: test.jdoe)
            let one = try await test.service.restore(TestService.calendar, at: time, uid: "a", for: test.jdoe)
            #expect(one.added == 1)
            let rest = try await test.service.restore(TestService.calendar, at: time, uid: nil, for: test.jdoe)
            #expect((rest.added, rest.removed) == (2, 0))
            let after = try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe)
            #expect(Set(after.map { [$0.uid, $0.etag, $0.resourceName] }) == Set(before.map { [$0.uid, $0.etag, $0.resourceName] }))
            #expect(try await test.service.check() == [])
            let history = try await test.service.history(of: TestService.calendar, limit: 100, for: test.jdoe)
            #expect(history.first?.author == "jdoe@example.com")
        }
    }

    @Test("Nothing is brought back from before the calendar was made, or before texts are kept: it would remove items")
    func restoreTooFar() async throws {
        try await TestService.with { test in
            let start = test.clock.now()
            try await test.publish(SampleText.calendar(SampleText.event("a")), .replace)
            let before = Timestamp(microseconds: start.microseconds - 3_600_000_000)
            #expect(
                try await code { _ = try await test.service.restore(TestService.calendar, at: before, uid: nil, for: test.jdoe) }
                    == .invalidArgument)
            test.clock.advance(seconds: 31 * 86_400)
            #expect(
                try await code { _ = try await test.service.restore(TestService.calendar, at: start, uid: nil, for: test.jdoe) }
                    == .invalidArgument)
            #expect(try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe).count == 1)
        }
    }

    @Test("Only owners look back")
    func owners() async throws {
        try await TestService.with { test in
            try await test.share("susan^a^rwd^g")
            let refusal = try await code { _ = try await test.service.history(of: TestService.calendar, limit: 1, for: test.susan) }
            #expect(refusal == .forbidden)
        }
    }
}
