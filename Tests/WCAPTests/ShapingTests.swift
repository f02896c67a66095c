import Foundation
import Testing

@testable import WCAP

/// What parameters leave in and out of answers (`spec/wcap.md` sections 4 and 8).
struct ShapingTests {
    private static let calendar = "&fmt-out=text/calendar"

    @Test(
        "attrset: times and title, what lists show, everything",
        arguments: [
            (0, ["UID", "DTSTART", "DTEND", "SUMMARY"]),
            (
                1,
                [
                    "UID", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "CLASS", "BEGIN", "ACTION", "TRIGGER", "DESCRIPTION", "SUMMARY",
                    "ATTENDEE", "END",
                ]
            ),
        ])
    func attributeSets(number: Int, names: [String]) async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            _ = await server.text(
                "storeevents?id=\(id)&uid=a&dtstart=20260301T100000Z&dtend=20260301T110000Z&summary=x&location=y&desc=z&tzid=UTC"
                    + "&alarmStart=-PT15M&alarmEmails=a@example.com")
            let lines = await server.text("fetchcomponents_by_range?id=\(id)&attrset=\(number)\(Self.calendar)").contentLines
            let event = lines.drop { $0 != "BEGIN:VEVENT" }.dropFirst().prefix { $0 != "END:VEVENT" }
            #expect(event.map { String($0.prefix { $0 != ":" && $0 != ";" }) } == names)
        }
    }

    @Test("A UID with a semicolon is stored and found again, however it is written")
    func semicolons() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            for (number, uid) in ["a%3Bb", "c=3bd"].enumerated() {
                let stored = await server.text("storeevents?id=\(id)&uid=\(uid)&dtstart=20260301T100000Z&fetch=1\(Self.calendar)")
                #expect(stored.errnos == [0] && stored.contentLines.contains("UID:" + ["a\\;b", "c\\;d"][number]))
            }
            #expect(await server.text("fetchevents_by_id?id=\(id)&uid=a=3Bb;c=3Bd\(Self.calendar)").errnos == [0])
            #expect(await server.text("fetchevents_by_id?id=\(id)&uid=a%3Bb;c%3Bd\(Self.calendar)").errnos == [0])
            #expect(
                await server.text("fetchcomponents_by_range?id=\(id)\(Self.calendar)").contentLines.filter { $0.hasPrefix("UID:") }.count
                    == 2)
        }
    }

    @Test("noxtokens=1 leaves nothing but the number beside the busy times")
    func withoutTokens() async throws {
        try await TestServer.run { server in
            let id = try await server.login("susan")
            for calid in ["calid=jdoe", "mail=jdoe@example.com", "calid=mailto:jdoe@example.com"] {
                let lines = await server.text("get_freebusy?id=\(id)&\(calid)&noxtokens=1\(Self.calendar)").contentLines
                #expect(lines.filter { $0.hasPrefix("X-") } == ["X-NSCP-WCAP-ERRNO:0"], "\(calid)")
                #expect(lines.contains("BEGIN:VFREEBUSY"))
            }
        }
    }

    @Test("A range deletion takes what ends where the range ends, without a length too")
    func rangeEnds() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            _ = await server.text("storeevents?id=\(id)&uid=point&dtstart=20260402T100000Z")
            _ = await server.text("storeevents?id=\(id)&uid=hour&dtstart=20260402T090000Z&dtend=20260402T100000Z")
            _ = await server.text("storeevents?id=\(id)&uid=longer&dtstart=20260402T090000Z&dtend=20260402T100001Z")
            _ = await server.text("storeevents?id=\(id)&uid=next&dtstart=20260402T100001Z")
            _ = await server.text("storetodos?id=\(id)&uid=due&due=20260402T100000Z")
            _ = await server.text("storeevents?id=\(id)&uid=daily&dtstart=20260401T100000Z&rrules=%22FREQ=DAILY;COUNT=3%22")
            for format in ["text/calendar", "text/js"] {
                let range = "dtstart=20260402T090000Z&dtend=20260402T100000Z"
                let text = await server.text("deletecomponents_by_range?id=\(id)&\(range)&fmt-out=\(format)")
                let gone = format == "text/calendar" ? ["point", "hour", "due", "daily"] : []
                #expect(Set(text.contentLines.filter { $0.hasPrefix("UID:") }) == Set(gone.map { "UID:\($0)" }), "\(text)")
            }
            let left = await server.text("fetchcomponents_by_range?id=\(id)&recurring=1\(Self.calendar)").contentLines
            #expect(left.filter { $0.hasPrefix("UID:") }.sorted() == ["UID:daily", "UID:longer", "UID:next"])
        }
    }
}
