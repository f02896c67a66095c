import CalendarService
import CalendarStore
import ICalendar

/// `fetch_deletedcomponents`: what was deleted in a span of the server's time, for clients that keep copies.
struct FetchDeletedComponents: Command {
    let name = "fetch_deletedcomponents"
    let failure = WCAPErrno.fetchDeletedFailed

    /// Entries of one answer when the request sets no limit.
    private static let maximum = 100_000

    func run(_ call: Call) async throws -> Reply {
        let options = try FetchOptions(call)
        let range = try call.recordedRange()
        var remaining = options.maximum > 0 ? options.maximum : Self.maximum
        return .answer(
            try await call.answerPerCalendar { info in
                let (deleted, logStart) = try await call.service.deletedComponents(
                    in: .id(info.calendar.id), during: range, limit: remaining + 1, for: call.caller)
                let rendering = DeletedRendering(rendering: ComponentRendering(options: options, info: info, registry: call.service.zones))
                var block = AnswerBlock(properties: call.calendarProperties(of: info).all)
                for entry in deleted where options.kinds.contains(ComponentName(entry.kind)) {
                    let components = rendering.components(entry)
                    guard components.count <= remaining else {
                        block.errno = .fetchDeletedPartial
                        break
                    }
                    remaining -= components.count
                    block.components += components
                }
                let isOpen = range.lowerBound.microseconds == .min
                if !isOpen, range.lowerBound < logStart, info.calendar.created < logStart { block.errno = .fetchDeletedPartial }
                block.properties.append(Property(XToken.wcapTime, value: options.time.text(of: call.now.instant)))
                return block
            }
        )
    }
}
