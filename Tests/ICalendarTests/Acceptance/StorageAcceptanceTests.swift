import ICalendar
import Testing

@Suite struct StorageAcceptanceTests {
    private func judge(_ text: String, _ entry: StorageEntry) -> StorageJudgement {
        StorageAcceptance.judge(Parser().parse(Array(text.replacing("\n", with: "\r\n").utf8)), for: entry)
    }

    private func event(_ lines: String, calendar: String = "") -> String {
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n\(calendar)BEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\n\(lines)\nEND:VEVENT\nEND:VCALENDAR\n"
    }

    @Test func aPlainEventIsTakenAsItIs() {
        for entry in StorageEntry.allCases {
            let judgement = judge(event("DTSTART:20260301T100000Z"), entry)
            #expect(judgement.isAccepted && !judgement.needsRepair && judgement.notes.isEmpty)
        }
    }

    @Test(arguments: [
        "DTSTART:20260230T100000Z", "DTSTART:20260301T100000Z\nDTEND:later", "DTSTART:20260301T100000Z\nDURATION:an hour",
        "DTSTART:20260301T100000Z\nRRULE:FREQ=SOMETIMES", "DTSTART:20260301T100000Z\nRRULE:FREQ=DAILY;INTERVAL=0",
        "DTSTART:20260301T100000Z\nEXDATE:never", "DTSTART:20260301T100000Z\nRDATE:20260301T250000Z",
        "DTSTART:20260301T100000Z\nRECURRENCE-ID:x",
    ])
    func whatCannotBePlacedInTimeIsRefused(_ lines: String) {
        for entry in StorageEntry.allCases {
            let judgement = judge(event(lines), entry)
            #expect(judgement.refusals.count == 1)
            #expect(judgement.refusals.first?.uid == "1" && judgement.refusals.first?.component == "VEVENT")
            #expect(judgement.refusals.first?.property != nil && (judgement.refusals.first?.line ?? 0) > 3)
            #expect(!StorageAcceptance.breaksObjectRules(judgement.refusals[0].deviation))
        }
    }

    @Test func everyBadElementIsNamed() {
        let lines = "DTSTART:20260230\nDTEND:x\nRRULE:FREQ=NO\nEXDATE:y\nno colon"
        let refusals = judge(event(lines), .calendarData).refusals
        #expect(refusals.map(\.line) == [7, 8, 9, 10, 11])
    }

    @Test(arguments: [
        ("BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:soon\nEND:VALARM", Deviation.unreadableTrigger), ("CREATED:yesterday", .unreadableStamp),
    ])
    func otherDatesAreRefusedByCalDAVOnly(_ lines: String, _ deviation: Deviation) {
        let text = event("DTSTART:20260301T100000Z\n" + lines)
        #expect(judge(text, .calendarData).isAccepted)
        #expect(judge(text, .wcapImport).isAccepted)
        #expect(judge(text, .calDAVPut).refusals.map(\.deviation) == [deviation])
    }

    @Test func calDAVTakesOneObjectWithoutMethod() {
        let start = "DTSTART:20260301T100000Z"
        let other = "BEGIN:VEVENT\nUID:2\nDTSTAMP:20260101T000000Z\n\(start)\nEND:VEVENT\n"
        let todo = "BEGIN:VTODO\nUID:2\nDTSTAMP:20260101T000000Z\nEND:VTODO\n"
        let cases: [(String, [Deviation])] = [
            (event(start, calendar: "METHOD:PUBLISH\n"), [.method]), (event(start, calendar: other), [.severalUIDs]),
            (event(start, calendar: todo), [.severalUIDs, .severalKinds]),
            (event(start) + event(start), [.severalCalendars, .repeatedInstance]),
            (event(start).replacing("UID:1\n", with: ""), [.missingUID]),
            (event(start).replacing("UID:1\n", with: "UID:\n"), [.missingUID]),
            ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VTIMEZONE\nTZID:Z\nEND:VTIMEZONE\nEND:VCALENDAR\n", [.nothingToStore]),
        ]
        for (text, deviations) in cases {
            let judgement = judge(text, .calDAVPut)
            #expect(Set(judgement.refusals.map(\.deviation)) == Set(deviations))
            #expect(judgement.refusals.allSatisfy { StorageAcceptance.breaksObjectRules($0.deviation) })
            #expect(judge(text, .calendarData).isAccepted)
            #expect(judge(text, .wcapImport).isAccepted)
        }
    }

    @Test func aCalendarOfManyItemsIsNothingOdd() {
        let others = "BEGIN:VEVENT\nUID:2\nDTSTAMP:20260101T000000Z\nDTSTART;VALUE=DATE:20260301\nEND:VEVENT\n"
        let todo = "BEGIN:VTODO\nUID:3\nDTSTAMP:20260101T000000Z\nEND:VTODO\n"
        for entry in [StorageEntry.calendarData, .wcapImport] {
            #expect(judge(event("DTSTART:20260301T100000Z", calendar: others + todo), entry).notes.isEmpty)
        }
    }

    @Test func oneUIDAsTwoKindsIsRefusedEverywhere() {
        let todo = "BEGIN:VTODO\nUID:1\nDTSTAMP:20260101T000000Z\nEND:VTODO\n"
        for entry in StorageEntry.allCases {
            #expect(judge(event("DTSTART:20260301", calendar: todo), entry).refusals.contains { $0.deviation == .uidOfTwoKinds })
        }
    }

    @Test func anEmptyCalendarMayBePublished() {
        #expect(judge("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nEND:VCALENDAR\n", .calendarData).isAccepted)
        #expect(!judge("", .calendarData).isAccepted)
        #expect(!judge("BEGIN:VEVENT\nUID:1\nDTSTART:20260301\nEND:VEVENT\n", .calendarData).isAccepted)
    }

    /// Errors of the parser are refused by every entry, whatever the table says about the rest.
    @Test func everyErrorOfTheParserIsRefused() {
        let texts = ["BEGIN:VCALENDAR\n", "BEGIN:VCALENDAR\nEND:VEVENT\nEND:VCALENDAR\n", "x", "BEGIN:VCALENDAR\nBEGIN:\nEND:VCALENDAR\n"]
        for text in texts {
            let parsed = Parser().parse(Array(text.utf8))
            #expect(!parsed.errors.isEmpty)
            for entry in StorageEntry.allCases {
                let refused = StorageAcceptance.judge(parsed, for: entry).refusals.map(\.deviation)
                #expect(parsed.errors.allSatisfy { refused.contains($0.deviation) })
            }
        }
    }
}
