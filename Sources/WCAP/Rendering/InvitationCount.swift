import CalendarService
import CalendarStore
import ICalendar

/// X-S1CS-CALPROPS-INVITATION-COUNT: invitations in a calendar that its owner has not answered.
enum InvitationCount {
    /// - Throws: errno 70 when they cannot be counted.
    static func property(of info: CalendarInfo, call: Call) async throws -> Property {
        do {
            let now = call.now.instant
            let count = try await call.service.collect(
                .overlapping(now..<max(now, .distantFuture), includingUndated: true), in: .id(info.calendar.id),
                for: call.caller, into: 0
            ) { count, view, info in
                let isOpen = view.object.components.contains { ComponentState($0, owner: info.owner) == .requestNeedsAction }
                if isOpen { count += 1 }
                return true
            }
            return Property(XToken.invitationCount, integer: count)
        } catch {
            throw WCAPErrno.getInviteCountFailed
        }
    }
}
