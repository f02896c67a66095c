import CalendarService
import CalendarStore
import ICalendar

/// `fetchcomponents_by_lastmod`: what was stored in a span of the server's time, closed at both ends.
struct FetchByLastModified: Command {
    let name = "fetchcomponents_by_lastmod"
    let failure = WCAPErrno.fetchByLastModifiedFailed

    func run(_ call: Call) async throws -> Reply {
        let fetch = FetchAnswer(call: call, options: try FetchOptions(call))
        let range = try call.recordedRange()
        var remaining = fetch.options.maximum > 0 ? fetch.options.maximum : nil
        return .answer(
            try await call.answerPerCalendar { info in
                try await fetch.block(
                    for: info, .modified(range), instances: .overlapping(.distantPast..<(.distantFuture)), remaining: &remaining)
            }
        )
    }
}

extension Call {
    /// `dtstart` and `dtend` as a closed range of recorded times; the last second counts whole.
    func recordedRange() throws -> ClosedRange<Timestamp> {
        let zone = try requestZone()
        let start = try time(.start)?.instant(in: zone).map { Timestamp($0) } ?? Timestamp(microseconds: .min)
        let end =
            try time(.end)?.instant(in: zone).map {
                Timestamp(microseconds: Timestamp($0).microseconds.addingReportingOverflow(999_999).partialValue)
            }
            ?? Timestamp(microseconds: .max)
        guard start <= end else { throw command.failure }
        return start...end
    }
}
