import CalendarService
import CalendarStore
import ICalendar

/// `fetchcomponents_by_attendee_error`: components whose invitations could not be delivered.
struct FetchByAttendeeError: Command {
    let name = "fetchcomponents_by_attendee_error"
    let failure = WCAPErrno.fetchByAttendeeErrorFailed

    func run(_ call: Call) async throws -> Reply {
        let fetch = FetchAnswer(call: call, options: try FetchOptions(call))
        var remaining = fetch.options.maximum > 0 ? fetch.options.maximum : nil
        let attendee = try await attendee(of: call)
        return .answer(
            try await call.answerPerCalendar { info in
                try await fetch.block(
                    for: info, .all, instances: .overlapping(.distantPast..<(.distantFuture)), remaining: &remaining
                ) { view in
                    view.object.components.contains { component in
                        component.properties.contains { property in
                            property.isNamed(.attendee) && Self.hasFailed(property) && attendee?.contains(property) ?? true
                        }
                    }
                }
            }
        )
    }

    /// The attendee to look for; nil: anybody.
    private func attendee(of call: Call) async throws -> AttendeeAddresses? {
        guard let name = call.parameters.word(.attendee) else { return nil }
        let address = CalendarAddress(name)
        let key = address.mail ?? address.normalized.lowercased()
        let account = try await call.service.accounts(addresses: [key], for: call.caller)[key]
        return AttendeeAddresses(own: account.map { OwnAddresses($0) }, address: address)
    }

    private struct AttendeeAddresses: Sendable {
        var own: OwnAddresses?
        var address: CalendarAddress

        func contains(_ property: Property) -> Bool { own?.contains(property) ?? (property.calendarAddress() == address) }
    }

    /// A delivery state other than "delivered", or a delivery status of class 3 or 5 (RFC 6638 section 7.3).
    static func hasFailed(_ attendee: Property) -> Bool {
        if let state = attendee.parameter(XToken.attendeeStatusParameter), state != "2" { return true }
        guard let status = attendee.parameter("SCHEDULE-STATUS") else { return false }
        return status.hasPrefix("3.") || status.hasPrefix("5.")
    }
}
