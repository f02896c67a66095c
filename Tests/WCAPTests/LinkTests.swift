import Testing

@testable import WCAP

/// `addlink` (seed).
struct LinkTests {
    private let calendar = "&fmt-out=text/calendar"

    @Test("One instance is linked; what is not there, or not to be read, is not")
    func links() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            _ = await server.text("createcalendar?id=\(id)&calid=second\(calendar)")
            _ = await server.text("storeevents?id=\(id)&uid=s&dtstart=20260301T100000Z&rrules=\"FREQ%3DDAILY%3BCOUNT%3D3\"\(calendar)")
            let link = "addlink?id=\(id)&destCal=jdoe:second\(calendar)"
            #expect(await server.text("\(link)&srcCal=jdoe&uid=s&rid=20260302T100000Z").errnos == [0])
            let shown = await server.text("fetchcomponents_by_range?id=\(id)&calid=jdoe:second\(calendar)").contentLines
            #expect(shown.filter { $0.hasPrefix("DTSTART") } == ["DTSTART:20260302T100000Z"])
            #expect(await server.text("\(link)&srcCal=jdoe&uid=s&rid=20260309T100000Z").errnos == [59])
            #expect(await server.text("\(link)&srcCal=jdoe&uid=nothing&rid=0").errnos == [59])
            #expect(await server.text("\(link)&srcCal=susan&uid=x&rid=0").errnos == [28])
            #expect(await server.text("\(link)&srcCal=nobody&uid=x&rid=0").errnos == [29])
            #expect(await server.text("addlink?id=\(id)&srcCal=jdoe&destCal=susan&uid=s&rid=0\(calendar)").errnos == [28])
        }
    }
}
