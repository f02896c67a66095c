import CalendarService
import CalendarStore
import ICalendar

/// `get_calprops`: the properties of calendars, one block each.
struct GetCalendarProperties: Command {
    let name = "get_calprops"
    let failure = WCAPErrno.getCalendarPropertiesFailed

    func run(_ call: Call) async throws -> Reply {
        let countsInvitations = call.parameters.flag(.inviteCount)
        return .answer(
            try await call.answerPerCalendar(needs: { $0.isPrimaryOwner || $0.properties.contains(.read) || $0.mayRead }) { info in
                var block = AnswerBlock(properties: call.calendarProperties(of: info).all)
                // What may be shown is shown, also where the items behind it may not be counted.
                if countsInvitations {
                    do { block.properties.append(try await InvitationCount.property(of: info, call: call)) } catch {
                        block.errno = call.errno(for: error)
                    }
                }
                return block
            }
        )
    }
}
