import Foundation
import GatewayTesting
import Testing

/// What the PHP WcapClient sends: `id` first even when it is empty, raw UTF-8 and slashes, local times with `tzid` on stores.
struct PHPWcapClientTests {
    @Test("Log in, look around, store in Paris, fetch, export, log out")
    func sequence() async throws {
        try await RunningGateway.run { gateway in
            let wire = WCAPWire(gateway)
            let login = try await wire.get("login.wcap?id=&user=jdoe&password=\(RunningGateway.password)&fmt-out=text/xml")
            let id = try #require(login.elements("X-NSCP-WCAP-SESSION-ID").first)
            let preferences = try await wire.get("get_userprefs.wcap?id=\(id)&calid=jdoe&fmt-out=text/xml")
            #expect(preferences.elements("X-NSCP-WCAP-PREF-cn", are: "John Doe"))
            #expect(try await wire.get("ping.wcap?id=\(id)&fmt-out=text/xml").elements("X-NSCP-WCAP-ERRNO", are: "0"))
            let stored = try await wire.get(
                "storeevents.wcap?id=\(id)&calid=jdoe&summary=Été%20à%20Paris&desc=d&dtstart=20260701T090000&dtend=20260701T100000&tzid=Europe/Paris&fmt-out=text/xml"
            )
            let uid = try #require(stored.elements("UID").first)
            #expect(stored.elements("RSTATUS", are: "2.0;Success.  Store successful."))
            let weeks = try await wire.get(
                "storeevents.wcap?id=\(id)&calid=jdoe&summary=Weeks&dtstart=20260701&isAllDay=1&duration=P3W&fetch=1&fmt-out=text/xml")
            #expect(weeks.elements("START", are: "20260701"))
            #expect(weeks.elements("END", are: "20260722"))
            let fetched = try await wire.get(
                "fetchcomponents_by_range.wcap?id=\(id)&calid=jdoe;susan&dtstart=20260701T000000&dtend=20260702T000000&attrset=0&fmt-out=text/xml"
            )
            #expect(fetched.elements("UID").contains(uid))
            #expect(fetched.elements("SUMMARY").contains("Été à Paris"))
            #expect(fetched.elements("START").contains("20260701T070000Z"))
            #expect(!fetched.contains("<DESC>"))
            // A calendar without read access is an <iCal> with 28 and still its name; free/busy is asked by that name.
            #expect(fetched.elements("X-NSCP-WCAP-ERRNO", are: "0", "28"))
            #expect(fetched.elements("X-NSCP-CALPROPS-NAME", are: "John Doe", "Susan Jones"))
            let busy = try await wire.get(
                "get_freebusy.wcap?id=\(id)&calid=susan&dtstart=20260701T000000&dtend=20260702T000000&tzid=Europe/Paris&fmt-out=text/xml")
            #expect(busy.elements("START", are: "20260630T220000Z"))
            #expect(busy.elements("X-NSCP-WCAP-ERRNO", are: "0"))
            let unknown = try await wire.get(
                "get_freebusy.wcap?id=\(id)&calid=Susan Jones&dtstart=20260701T000000&dtend=20260702T000000&fmt-out=text/xml"
                    .replacingOccurrences(of: " ", with: "%20"))
            #expect(unknown.components(separatedBy: "<iCal ").count == 2)
            let exported = try await wire.post(
                "export.wcap?id=\(id)&calid=jdoe&dtstart=0&dtend=0&content-out=text/xml", type: "application/x-www-form-urlencoded",
                body: "")
            #expect(exported.elements("UID").contains(uid))
            #expect(exported.elements("X-NSCP-WCAP-ERRNO", are: "0"))
            #expect(try await wire.get("logout.wcap?id=\(id)&fmt-out=text/xml").elements("X-NSCP-WCAP-ERRNO", are: "-1"))
        }
    }
}
