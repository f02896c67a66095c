import Testing

@testable import WCAP

/// Commands about the caller's own calendars and password.
struct AccountCommandTests {
    private let calendar = "&fmt-out=text/calendar"

    @Test("A calendar whose name is no legal tail is reached by its name and by its calid")
    func calendarNames() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let made = await server.text("createcalendar?id=\(id)&calid=new-cal\(calendar)").contentLines
            let calid = made.first { $0.hasPrefix("X-NSCP-CALPROPS-RELATIVE-CALID:") }?.dropFirst(31) ?? ""
            #expect(calid.hasPrefix("jdoe:c"))
            for name in ["jdoe:new-cal", "jdoe:NEW-CAL", String(calid)] {
                let stored = await server.text("storeevents?id=\(id)&calid=\(name)&uid=\(name.utf8.count)&dtstart=20260301\(calendar)")
                #expect(stored.errnos == [0], "\(name)")
            }
            #expect(await server.text("createcalendar?id=\(id)&calid=New-Cal\(calendar)").errnos == [25])
            #expect(await server.text("deletecalendar?id=\(id)&calid=new-cal\(calendar)").errnos == [0])
        }
    }

    @Test("A changed password is the one that counts")
    func password() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            #expect(await server.text("change_password?id=\(id)&oldPassword=secret&newPassword=n%C3%A4chste%3B1\(calendar)").errnos == [0])
            #expect(await server.text("login?user=jdoe&password=secret\(calendar)").errnos == [1])
            #expect(await server.text("login?user=jdoe&password=n%C3%A4chste%3B1\(calendar)").errnos == [0])
        }
    }
}
