import CalendarService
import ICalendar

/// `fetchcomponents_by_alarmrange`: components with an alarm due in a range.
struct FetchByAlarmRange: Command {
    let name = "fetchcomponents_by_alarmrange"
    let failure = WCAPErrno.fetchByAlarmRangeFailed

    func run(_ call: Call) async throws -> Reply {
        let fetch = FetchAnswer(call: call, options: try FetchOptions(call))
        let range = try call.range()
        var remaining = fetch.options.maximum > 0 ? fetch.options.maximum : nil
        var answer = try await call.answerPerCalendar { info in
            // The index takes half-open ranges; the command's are closed.
            let widened = range.lowerBound..<range.upperBound.advanced(bySeconds: 1)
            return try await fetch.block(
                for: info, .withAlarms(widened), instances: .alarms(range.lowerBound...range.upperBound), remaining: &remaining)
        }
        // This command has one number for calendars that are missing and for those that are not to be read.
        for index in answer.blocks.indices where [.accessDeniedToCalendar, .calendarDoesNotExist].contains(answer.blocks[index].errno) {
            answer.blocks[index].errno = failure
        }
        return .answer(answer)
    }
}
