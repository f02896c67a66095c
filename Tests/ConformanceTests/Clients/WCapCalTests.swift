import Foundation
import GatewayTesting
import Testing

/// What WCap'Cal on Android sends: a login without a format, then an export as a form whose session id still has its line end.
struct WCapCalTests {
    @Test("Log in and export")
    func sequence() async throws {
        try await RunningGateway.run { gateway in
            _ = try await gateway.client("jdoe").put(
                "/CalendarData/Calendar.ics", text: Samples.calendar(Samples.event("u1"), Samples.newYork, Samples.series))
            let wire = WCAPWire(gateway)
            let login = try await wire.get("login.wcap?user=jdoe&password=\(RunningGateway.password)")
            // The text between the two names, line end and all.
            let rest = try #require(login.components(separatedBy: "SESSION-ID:").last)
            let id = try #require(rest.components(separatedBy: "X-NSCP-WCAP-USER-ID:").first)
            #expect(id.hasSuffix("\r\n"))
            let encoded = id.replacingOccurrences(of: "\r\n", with: "%0D%0A")
            let exported = try await wire.post(
                "export.wcap", type: "application/x-www-form-urlencoded",
                body: "id=\(encoded)&calid=jdoe&dtstart=20260301&content-out=text%2Fxml")
            #expect(Set(exported.elements("UID")).count == 2)
            #expect(exported.elements("X-NSCP-WCAP-ERRNO", are: "0"))
            #expect(exported.elements("START").contains("20260302T090000Z"))
            let wrong = try await wire.get("login.wcap?user=jdoe&password=nonsense")
            #expect(!wrong.contains("SESSION-ID:"))
        }
    }
}
