import CalendarService
import CalendarStore
import Calgate
import Foundation
import GatewayTesting
import ICalendar
import SeededRandom
import Testing
import TimeZoneDatabase

/// Random edits over WCAP on a running server, edits of other protocols in between: what WCAP shows of the series is what CalendarData
/// serves, expanded by itself.
struct WCAPEditingTests {
    @Test(arguments: 0..<6)
    func bothProtocolsShowTheSame(seed: Int) async throws {
        let registry = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        try await RunningGateway.run(configure: { $0.service.recurrenceBound = 1_000 }) { gateway in
            var run = WCAPEditRun(gateway: gateway, session: try await WCAPSession(gateway, "jdoe"), seed: UInt64(7_000 + seed))
            for number in 0..<5 {
                try await run.make(number)
                for step in 0..<5 {
                    guard try await run.edit(number, step) else { break }
                    let expanded = try await run.served(registry)
                    let shown = try await run.shown().map(\.text).sorted()
                    #expect(shown == expanded, "seed \(seed): \(run.log.suffix(7).joined(separator: "\n"))")
                    if shown != expanded { return }
                }
            }
        }
    }

    @Test func aRestoreTakesEditsBack() async throws {
        try await RunningGateway.run { gateway in
            let session = try await WCAPSession(gateway, "jdoe")
            let made = "storeevents?calid=jdoe&uid=u&dtstart=20260302T090000Z&dtend=20260302T100000Z&rrules=\"freq%3Ddaily%3Bcount%3D9\""
            #expect(try await session.errno(made + "&summary=kept") == 0)
            #expect(try await session.errno("storeevents?calid=jdoe&uid=u&rid=20260304T090000Z&mod=1&summary=changed") == 0)
            let client = gateway.client("jdoe")
            let before = try await client.get("/CalendarData/Calendar.ics").text
            try await Task.sleep(for: .milliseconds(20))
            let time = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
            try await Task.sleep(for: .milliseconds(20))
            for command in [
                "deleteevents_by_id?calid=jdoe&uid=u&rid=20260303T090000Z&mod=1",
                "storeevents?calid=jdoe&uid=u&rid=20260306T090000Z&mod=2&dtstart=20260306T113000Z&rchange=1",
                "deleteevents_by_id?calid=jdoe&uid=u&rid=20260304T090000Z&mod=3",
            ] {
                #expect(try await session.errno(command) == 0)
            }
            #expect(try await client.get("/CalendarData/Calendar.ics").text != before)
            try await gateway.withStore { open, caller in
                _ = try await open.service.restore(.calid("jdoe"), at: time, uid: nil, for: caller)
            }
            #expect(try await client.get("/CalendarData/Calendar.ics").text == before)
        }
    }
}
