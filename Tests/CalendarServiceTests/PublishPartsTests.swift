import CalendarStore
import Foundation
import ICalendar
import SQLStore
import SeededRandom
import Testing

@testable import CalendarService

/// That reading a publish by parts, and not reading what was published before, leaves exactly what reading the whole text leaves.
@Suite("Publishing by parts, against the whole text")
struct PublishPartsTests {
    /// What happens between two publishes, or to the text of one.
    enum Step: CaseIterable {
        case again, edit, stamp, add, remove, twice, apart, zone, lines, fold, foldedUID, lineEnds, broken, oddity, noUID, latin, caldav,
            delete, add1
        case soft, kind, private1
    }

    @Test("Random edits, texts and writes in between", arguments: 0..<24 as Range<UInt64>)
    func randomEdits(seed: UInt64) async throws {
        try await TestService.with { parts in
            try await TestService.with { whole in
                var random = SeededGenerator(seed: seed)
                var draft = Draft()
                for _ in 0..<14 {
                    let step = Step.allCases.randomElement(using: &random) ?? .again
                    let text = try await perform(step, &draft, &random, [parts, whole])
                    let mode: Publish.Mode = Int.random(in: 0..<4, using: &random) == 0 ? .add : .replace
                    let isPartial = Bool.random(using: &random)
                    let batchSize = Bool.random(using: &random) ? 1 : 1 << 17
                    let caller = step == .private1
                    var outcomes: [String] = []
                    for (place, test) in [parts, whole].enumerated() {
                        test.clock.advance(seconds: 60)
                        if caller { try await test.share("susan^a^rwd^g") }
                        outcomes.append(
                            await outcome(of: test, by: caller ? test.susan : test.jdoe) {
                                $0.text = text
                                $0.mode = mode
                                $0.isPartial = isPartial
                                $0.isReadWhole = place == 1
                                $0.batchSize = batchSize
                            })
                    }
                    #expect(outcomes[0] == outcomes[1], "\(step) \(mode): \(String(decoding: text, as: UTF8.self))")
                    #expect(try await contents(parts) == contents(whole))
                }
                #expect(try await parts.service.check() == [])
                #expect(try await parts.store.check() == [])
            }
        }
    }

    @Test("A text of many parts that is bad at its end, or refused, leaves nothing behind")
    func badAtTheEnd() async throws {
        try await TestService.with { test in
            var draft = Draft()
            draft.items = (0..<400).map(Draft.Item.init)
            let good = draft.text
            draft.items[399].extra = "RRULE:FREQ=NEVER\r\n"
            for text in [draft.text, good] {
                let isGood = text == good
                let outcome = await outcome(of: test, by: test.jdoe) {
                    $0.text = text
                    $0.mode = .replace
                    $0.batchSize = 1
                    if isGood { $0.condition = { _ in throw CalendarError(.preconditionFailed, "Not now.") } }
                }
                #expect(outcome.hasPrefix(isGood ? "preconditionFailed" : "invalidData"))
                #expect(try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe) == [])
            }
            let report = await outcome(of: test, by: test.jdoe) {
                $0.text = good
                $0.mode = .replace
                $0.batchSize = 1
            }
            #expect(report.hasPrefix("[400, 0, 0, 0]"))
            let uids = try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe).map(\.uid)
            #expect(uids == (0..<400).map { "i\($0)" })
            #expect(try await test.service.check() == [])
        }
    }

    @Test("The same octets again are not read, and nothing is written")
    func sameOctets() async throws {
        try await TestService.with { test in
            let text = Draft().text
            func records() async throws -> [ObjectRecord] { try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe) }
            func publish() async throws -> PublishReport {
                test.clock.advance(seconds: 60)
                return try await test.publish(String(decoding: text, as: UTF8.self), .replace)
            }
            _ = try await publish()
            let first = try await records()
            #expect(first.allSatisfy { $0.source != nil })
            func size() throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: test.folder.appending(path: "store.sqlite-wal").path)[.size] as? Int
            }
            let before = try size()
            #expect(try await publish().unchanged == first.count)
            #expect(try await records() == first)
            #expect(try size() == before)
            // Another protocol's write takes the knowledge away; what was published comes back.
            let name = first[0].resourceName
            _ = try await test.put(
                SampleText.calendar(SampleText.event(first[0].uid, "Changed")), as: name)
            #expect(try await records()[0].source == nil)
            #expect(try await publish().changed == 1)
            #expect(try await records().map(\.digest) == first.map(\.digest))
            #expect(try await records().allSatisfy { $0.source != nil })
        }
    }

    // MARK: Parts

    private func perform(
        _ step: Step, _ draft: inout Draft, _ random: inout SeededGenerator, _ tests: [TestService]
    ) async throws -> [UInt8] {
        let place = Int.random(in: 0..<draft.items.count, using: &random)
        let item = draft.items[place]
        var text = draft
        switch step {
        case .again, .private1: break
        case .edit: draft.items[place].summary += "x"
        case .stamp: draft.items[place].stamp = "2026010\(Int.random(in: 1...9, using: &random))T000000Z"
        case .add: draft.items.append(Draft.Item(number: 100 + Int.random(in: 0..<50, using: &random)))
        case .remove: if draft.items.count > 3 { draft.items.remove(at: place) }
        case .twice: text.items.append(item)
        case .apart: draft.isApart.toggle()
        case .zone: draft.offset = draft.offset == "+0100" ? "+0200" : "+0100"
        case .lines: draft.lines = ["X-WR-CALNAME:\(place)", "X-PUBLISHED-TTL:PT\(place + 1)H"]
        case .fold: draft.items[place].summary = String(repeating: "long é ", count: 30)
        case .foldedUID: draft.items[place].uid = String(repeating: "u\(place)", count: 60)
        case .oddity: draft.items[place].extra = "DURATION:PT1H\r\nPRIORITY:high\r\n"
        case .noUID: text.items[place].uid = ""
        case .kind: text.items[place].kind = "VTODO"
        case .soft: text.items[place].extra = "X-A;ENCODING=QUOTED-PRINTABLE:one=\r\n"
        case .lineEnds:
            return Array(String(decoding: draft.text, as: UTF8.self).replacingOccurrences(of: "END:VEVENT\r\n", with: "END:VEVENT\n").utf8)
        case .broken: return Array(draft.text.dropLast(Int.random(in: 1..<40, using: &random)))
        case .latin: return draft.text.map { $0 == UInt8(ascii: "z") ? 0xE9 : $0 }
        case .caldav, .add1:
            let put = Array(SampleText.calendar(SampleText.event("i\(place)", "From CalDAV \(draft.items.count)")).utf8)
            for test in tests {
                _ = try? await test.service.putObject(
                    named: "i\(place).ics", in: TestService.calendar, text: put, charset: nil, for: test.jdoe)
            }
        case .delete:
            for test in tests {
                let records = try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe)
                guard let record = records.first else { continue }
                try await test.store.write { try $0.remove(record, author: "") }
            }
        }
        switch step {
        case .twice, .noUID, .kind, .soft: return text.text
        default: return draft.text
        }
    }

    private func outcome(of test: TestService, by caller: Caller, _ configure: (inout Publish) -> Void) async -> String {
        var publish = Publish(calendar: TestService.calendar, text: [], mode: .add, rules: .calendarData)
        configure(&publish)
        do {
            let report = try await test.service.publish(publish, for: caller)
            let numbers = [report.added, report.changed, report.unchanged, report.removed]
            return "\(numbers) \(report.protected) \(report.findings)"
        } catch let error as CalendarError {
            return "\(error.code) \(error.findings)"
        } catch {
            return "\(error)"
        }
    }

    /// Everything that is stored but what the short cut itself keeps.
    private func contents(_ test: TestService) async throws -> [String] {
        let records = try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe).map { record in
            var record = record
            record.source = nil
            return
                "\(record.id) \(record.resourceName) \(record.uid) \(record.digest.octets) \(record.span) \(record.change) \(record.etag)"
        }
        let info = try await test.info().calendar
        return records + [try await test.text(), "\(info.revision) \(info.properties.publishedLines)"]
    }
}

/// A calendar from which texts are made.
private struct Draft {
    struct Item {
        var kind = "VEVENT"
        var uid: String
        var summary: String
        var stamp = "20260101T000000Z"
        var extra = ""
        var isSeries: Bool

        init(number: Int) {
            uid = "i\(number)"
            summary = "Item z \(number)"
            isSeries = number % 3 == 0
            if number % 4 == 1 { extra = "CLASS:PRIVATE\r\n" }
        }

        private func component(_ lines: String) -> String {
            var text = "BEGIN:\(kind)\r\n"
            if !uid.isEmpty { text += folded("UID:\(uid)") }
            text += "DTSTAMP:\(stamp)\r\n\(lines)" + folded("SUMMARY:\(summary)") + extra + "END:\(kind)\r\n"
            return text
        }

        var master: String {
            component("DTSTART;TZID=Own/Zone:20260105T090000\r\n" + (isSeries ? "RRULE:FREQ=DAILY;COUNT=9\r\n" : ""))
        }

        var override: String {
            isSeries ? component("RECURRENCE-ID;TZID=Own/Zone:20260107T090000\r\nDTSTART;TZID=Own/Zone:20260107T100000\r\n") : ""
        }

        private func folded(_ line: String) -> String {
            var text = ""
            var width = 0
            for character in line {
                if width >= 70 {
                    text += "\r\n "
                    width = 1
                }
                text.append(character)
                width += String(character).utf8.count
            }
            return text + "\r\n"
        }
    }

    var items = (0..<8).map(Item.init)
    var lines = ["X-WR-CALNAME:Mine"]
    var offset = "+0100"
    /// Whether overrides stand behind all masters.
    var isApart = false

    var text: [UInt8] {
        var text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n" + lines.map { $0 + "\r\n" }.joined()
        text += "BEGIN:VTIMEZONE\r\nTZID:Own/Zone\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:\(offset)\r\n"
        text += "TZOFFSETTO:\(offset)\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        text += items.map { $0.master + (isApart ? "" : $0.override) }.joined()
        if isApart { text += items.map(\.override).joined() }
        return Array((text + "END:VCALENDAR\r\n").utf8)
    }
}
