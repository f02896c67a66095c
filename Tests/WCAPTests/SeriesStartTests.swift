import Testing

@testable import WCAP

/// `excludedtstart`, and items that lose their start.
struct SeriesStartTests {
    private let calendar = "&fmt-out=text/calendar"

    @Test(
        "excludedtstart=1 counts the start only where a rule gives it",
        arguments: [
            // 2 March 2026 is a Monday.
            ("FREQ%3DWEEKLY%3BBYDAY%3DWE%3BCOUNT%3D3", ["20260304", "20260311", "20260318"]),
            ("FREQ%3DWEEKLY%3BBYDAY%3DMO%3BCOUNT%3D3", ["20260302", "20260309", "20260316"]),
            ("FREQ%3DMONTHLY%3BBYMONTHDAY%3D31%3BCOUNT%3D2", ["20260331", "20260531"]),
        ])
    func excludedStart(rule: String, days: [String]) async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let store =
                "storeevents?id=\(id)&dtstart=20260302T100000&dtend=20260302T110000&tzid=Europe/Berlin&rrules=\"\(rule)\""
            #expect(await server.text("\(store)&uid=without&excludedtstart=1\(calendar)").errnos == [0])
            let shown = await server.text("fetchevents_by_id?id=\(id)&uid=without&tzidout=Europe/Berlin\(calendar)").contentLines
            #expect(shown.filter { $0.hasPrefix("DTSTART:") } == days.map { "DTSTART:\($0)T100000" })
            #expect(shown.filter { $0.hasPrefix("DTEND:") } == days.map { "DTEND:\($0)T110000" })
            #expect(await server.text("\(store)&uid=with\(calendar)").errnos == [0])
            let counted = await server.text("fetchevents_by_id?id=\(id)&uid=with&tzidout=Europe/Berlin\(calendar)").contentLines
            #expect(counted.first { $0.hasPrefix("DTSTART:") } == "DTSTART:20260302T100000")
        }
    }

    @Test("dtstart=0 takes the start away from a to-do, and leaves it due when it was due")
    func removedStart() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let store = "storetodos?id=\(id)&uid=t&fetch=1\(calendar)"
            _ = await server.text("\(store)&dtstart=20260328T100000Z&duration=P2DT1H&tzid=Europe/Berlin")
            let undated = await server.text("\(store)&dtstart=0&mod=4").contentLines
            #expect(!undated.contains { $0.hasPrefix("DTSTART") })
            // Two days on the clock across the change to summer time, then an hour.
            #expect(undated.contains("DUE:20260330T100000Z"))
            let dated = await server.text("\(store)&dtstart=20260329T100000Z&mod=4").contentLines
            #expect(dated.contains("DTSTART:20260329T100000Z"))
            let series = await server.text("\(store)&dtstart=20260329T100000Z&rrules=\"FREQ%3DDAILY\"&mod=4&recurring=1").contentLines
            #expect(series.contains { $0.hasPrefix("RRULE") })
            #expect(await server.text("\(store)&dtstart=0&mod=4&recurring=1").contentLines.contains { $0.hasPrefix("DTSTART") })
        }
    }
}
