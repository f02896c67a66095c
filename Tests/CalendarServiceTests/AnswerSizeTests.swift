import CalendarService
import Testing

/// That large answers share their memory.
@Suite struct AnswerSizeTests {
    @Test func largeAnswersShareWhatTheLargestMayHave() async throws {
        var settings = ServiceSettings()
        settings.answerLimit = 24 << 20
        settings.publishLimit = 1 << 20
        try await TestService.with(settings: settings) { test in
            var first: AnswerSize? = test.service.answerSize()
            try first?.grow(to: 3 << 20)
            let second = test.service.answerSize()
            try second.grow(to: 24 << 20)
            #expect(code { try second.grow(to: (24 << 20) + 1) } == .answerTooLarge)
            // Small ones have their place beside it, large ones not.
            try first?.grow(to: 4 << 20)
            #expect(code { try first?.grow(to: (4 << 20) + 1) } == .storeBusy)
            let third = test.service.answerSize()
            #expect(code { try third.grow(to: 5 << 20) } == .storeBusy)
            first = nil
            #expect(code { try third.grow(to: 5 << 20) } == .storeBusy)
        }
        try await TestService.with(settings: settings) { test in
            for _ in 0..<3 {
                let size = test.service.answerSize()
                try size.grow(to: 9 << 20)
                try size.grow(to: 8 << 20)
                let other = test.service.answerSize()
                try other.grow(to: 12 << 20)
                #expect(code { try other.grow(to: 13 << 20) } == .storeBusy)
                _ = (size, other)
            }
        }
    }

    private func code(_ body: () throws -> Void) -> CalendarError.Code? {
        do { try body() } catch { return (error as? CalendarError)?.code }
        return nil
    }
}
