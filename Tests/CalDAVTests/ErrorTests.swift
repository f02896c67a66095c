import CalendarService
import HTTPTypes
import Testing

@testable import CalDAV

/// Every refusal of the service has its answer.
struct ErrorTests {
    @Test("Each code becomes a status of its own choosing, never 500", arguments: CalendarError.Code.allCases)
    func statuses(code: CalendarError.Code) {
        let status = CalendarError(code, "x").status.code
        #expect((400..<500).contains(status) || status == 503 || status == 507, "\(code): \(status)")
    }

    @Test(
        "Codes that clients act upon",
        arguments: [
            (CalendarError.Code.calendarNotFound, 404), (.objectNotFound, 404), (.accountNotFound, 404), (.preconditionFailed, 412),
            (.forbidden, 403), (.syncTokenInvalid, 403), (.uidConflict, 403), (.storeFull, 507), (.storeBusy, 503), (.unauthenticated, 401),
        ])
    func known(code: CalendarError.Code, status: Int) {
        #expect(CalendarError(code, "x").status.code == status)
    }
}
