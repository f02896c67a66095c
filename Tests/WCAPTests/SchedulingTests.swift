import Foundation
import Testing

@testable import WCAP

/// Invitations between accounts of this server (`spec/wcap.md` 6.5).
struct SchedulingTests {
    @Test("Invite, accept, see the answer, call it off")
    func meeting() async throws {
        try await TestServer.run { server in
            let calendar = "&fmt-out=text/calendar"
            let organizer = try await server.login("jdoe")
            let guest = try await server.login("susan")
            let asked = await server.text(
                "storeevents?id=\(organizer)&calid=jdoe&uid=meet&dtstart=20260301T100000Z&dtend=20260301T110000Z&summary=Plan&method=2&attendees=PARTSTAT=ACCEPTED^RSVP=TRUE^jdoe;PARTSTAT=NEEDS-ACTION^RSVP=TRUE^susan&fetch=1\(calendar)"
            )
            #expect(asked.errnos == [0])
            let open = await server.text("fetchcomponents_by_range?id=\(guest)&compstate=REQUEST-NEEDS-ACTION\(calendar)")
            #expect(open.contains("UID:meet") && open.contains("SUMMARY:Plan"))
            #expect(await server.text("get_calprops?id=\(guest)&invitecount=1\(calendar)").contains("INVITATION-COUNT:"))
            let accepted = await server.text(
                "storeevents?id=\(guest)&calid=susan&uid=meet&method=4&attendees=PARTSTAT=ACCEPTED^RSVP=TRUE^susan\(calendar)")
            #expect(accepted.errnos == [0])
            let seen = await server.text("fetchevents_by_id?id=\(organizer)&uid=meet&fmt-out=text/xml")
            #expect(seen.components(separatedBy: "PARTSTAT=\"ACCEPTED\"").count == 3)
            #expect(await server.text("deleteevents_by_id?id=\(organizer)&uid=meet&rid=0&mod=1\(calendar)").errnos == [0])
            #expect(await server.text("fetchevents_by_id?id=\(guest)&uid=meet\(calendar)").errnos == [59])
        }
    }

    @Test("Mail that cannot leave is errno 33, the item is stored all the same")
    func mail() async throws {
        try await TestServer.run { server in
            let calendar = "&fmt-out=text/calendar"
            let id = try await server.login("jdoe")
            let store =
                "storeevents?id=\(id)&uid=out&dtstart=20260301T100000Z&method=2&attendees=PARTSTAT=NEEDS-ACTION^mailto:a@far.example"
            #expect(await server.text(store + calendar).errnos == [33])
            #expect(await server.text("fetchevents_by_id?id=\(id)&uid=out\(calendar)").errnos == [0])
            #expect(await server.text(store + "&replace=1&smtp=0&smtpNotify=0&notify=0&summary=x" + calendar).errnos == [0])
        }
    }
}
