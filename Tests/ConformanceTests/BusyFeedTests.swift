import CalendarService
import CalendarStore
import Calgate
import Foundation
import GatewayTesting
import ICalendar
import Testing

/// Links that show busy times only: all of them, and nothing else.
struct BusyFeedTests {
    @Test("No text of anybody's is in the feed")
    func words() async throws {
        try await RunningGateway.run { gateway async throws in
            try await gateway.publishMixed()
            let feed = try await gateway.client(nil).get(try await gateway.feedLink(.busy).path)
            #expect(feed.status == 200 && feed.header("Content-Disposition") == "attachment; filename=\"Busy.ics\"")
            let text = feed.text.lowercased()
            for word in ["spoken", "undisclosed", "dw5kaxnjbg9zzwq", "jdoe", "mailto", "private", "confidential", "valarm", "vtodo"] {
                #expect(!text.contains(word), "\(word)")
            }
            let allowed = Set(
                """
                BEGIN END VERSION PRODID CALSCALE X-WR-CALNAME REFRESH-INTERVAL X-PUBLISHED-TTL TZID TZOFFSETFROM TZOFFSETTO UID DTSTAMP \
                DTSTART DTEND DURATION RRULE RDATE EXDATE RECURRENCE-ID SUMMARY STATUS TRANSP
                """.split(separator: " "))
            for line in feed.text.contentLines {
                #expect(allowed.contains(line.prefix { $0 != ":" && $0 != ";" }), "\(line)")
            }
            let summaries = Set(feed.text.contentLines.filter { $0.hasPrefix("SUMMARY") || $0.hasPrefix("X-WR-CALNAME") })
            #expect(summaries == ["SUMMARY:Busy", "SUMMARY:Free", "X-WR-CALNAME:Busy"])
        }
    }

    @Test("Whoever takes the feed for a calendar is busy when its owner is")
    func times() async throws {
        try await RunningGateway.run { gateway async throws in
            try await gateway.publishMixed()
            let path = try await gateway.feedLink(.busy).path
            let busy = try await gateway.withStore { open, caller in
                try await expectSameBusyTime(gateway, open, caller, path, "mixed.ics")
            }
            #expect(busy.count > 20 && busy.contains { $0.kind == .tentative })
        }
    }

    @Test("... with calendars of every producer, and with all their oddities")
    func producers() async throws {
        try await RunningGateway.run { gateway async throws in
            let path = try await gateway.feedLink(.busy).path
            let deviations = TestFiles.package.appendingPathComponent("fixtures/ics/deviations")
            var files = [TestFiles.producers, deviations].flatMap(TestFiles.calendars)
            if let corpus = TestFiles.corpus { files += try TestFiles.readable(in: corpus) }
            let count = try await gateway.withStore { open, caller in
                var count = 0
                for file in files {
                    let text = [UInt8](try Data(contentsOf: file))
                    guard try await gateway.client("jdoe").send("PUT", "/CalendarDataDel/", body: text).status < 300 else { continue }
                    count += try await expectSameBusyTime(gateway, open, caller, path, file.lastPathComponent).count
                }
                return count
            }
            #expect(count > 100)
        }
    }

    /// Puts the feed of jdoe's calendar at a path into susan's, and compares both for the years 1990 to 2031.
    @discardableResult
    private func expectSameBusyTime(
        _ gateway: RunningGateway, _ open: OpenStore, _ caller: Caller, _ path: String, _ name: String
    ) async throws -> [BusyPeriod] {
        let feed = try await gateway.client(nil).get(path)
        let put = try await gateway.client("susan").send("PUT", "/CalendarDataDel/", body: feed.body)
        #expect(feed.status == 200 && put.status < 300, "\(name): \(put.text)")
        let whole = try await gateway.client("jdoe").get("/webcal/collection/jdoe").text
        let needed = Set(object(feed.text).referencedTimeZoneIDs).intersection(zones(whole))
        #expect(needed.subtracting(zones(feed.text)).isEmpty, "\(name): every zone that the calendar defines is defined")
        var all: [BusyPeriod] = []
        for part in Int64(0)..<14 {
            let start = Instant(seconds: 631_152_000 + part * 3 * 31_557_600)
            let range = start..<Instant(seconds: start.seconds + 3 * 31_557_600)
            let owners: [BusyPeriod]
            do {
                owners = try await open.service.freeBusy(of: .calid("jdoe"), in: range, for: caller).1
            } catch let error as CalendarError where error.code == .tooManyOccurrences {
                continue
            }
            let subscribers = try await open.service.freeBusy(of: .calid("susan"), in: range, for: caller).1
            #expect(owners == subscribers, "\(name) from \(start)")
            all += owners
        }
        return all
    }

    private func object(_ text: String) -> CalendarObject {
        let components = Parser().parse(Array(text.utf8)).calendars.flatMap(\.components)
        return CalendarObject(uid: "", kind: .vevent, components: components, timeZones: [])
    }

    private func zones(_ text: String) -> Set<String> { Set(object(text).components.compactMap { $0.first(.tzid)?.text }) }
}
