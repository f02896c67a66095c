import CalendarStore
import SQLStore
import Testing

/// Change log, versions, delete log, and how they are forgotten.
@Suite struct HistoryTests {
    @Test func changesGiveTheNewestStateOfEachName() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            try await temporary.store.write { transaction throws in
                func insert(_ uid: String, _ text: String = "x") throws -> ObjectRecord {
                    try transaction.insert(.sample(uid, text: text), resourceName: nil, in: calendar.id, author: "me")
                }
                func changes(after number: Int64, limit: Int = 100) throws -> [String]? {
                    try transaction.changes(in: calendar.id, after: ChangeNumber(rawValue: number), limit: limit)?
                        .map { "\($0.number.rawValue) \($0.resourceName) \($0.etag ?? "gone")" }
                }
                #expect(try changes(after: 0) == [])
                let a = try insert("a")  // 1
                let b = try insert("b")  // 2
                try transaction.remove(a, author: "")  // 3
                let again = try insert("a", "longer")  // 4
                _ = try transaction.replace(b, with: .sample("b", text: "yy"), author: "")  // 5
                let c = try insert("c")  // 6
                try transaction.remove(c, author: "")  // 7
                #expect(try changes(after: 0) == ["4 a.ics 1-6", "5 b.ics 1-2", "7 c.ics gone"])
                #expect(try changes(after: 2) == ["4 a.ics 1-6", "5 b.ics 1-2", "7 c.ics gone"])
                #expect(try changes(after: 4, limit: 1) == ["5 b.ics 1-2"])
                #expect(try changes(after: 7) == [])
                #expect(try changes(after: 8) == nil)
                #expect(try changes(after: -1) == nil)
                let moved = try transaction.rename(again, to: "moved.ics", author: "")  // 8, 9
                #expect(moved.change.rawValue == 9)
                #expect(try changes(after: 7) == ["8 a.ics gone", "9 moved.ics 1-6"])
                try transaction.touch(calendar.id)
                #expect(try changes(after: 10) == [])
                #expect(try transaction.changes(in: CalendarID(rawValue: 999), after: .zero, limit: 1) == nil)
                let log = try transaction.changeLog(of: calendar.id, limit: 3)
                #expect(log.map(\.number.rawValue) == [9, 8, 7])
                #expect(log.map(\.kind) == [.created, .deleted, .deleted])
            }
        }
    }

    @Test func versionsHoldWhatWasBeforeEachChange() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            let zone = Digest.sample("zone")
            let first = ObjectContent.sample("a", text: "one", timeZones: [zone])
            let record = try await store.write { transaction throws in
                try transaction.keepTimeZone(zone, text: [1])
                return try transaction.insert(first, resourceName: nil, in: calendar.id, author: "")
            }
            temporary.clock.advance(seconds: 60)
            let start = temporary.clock.now()
            temporary.clock.advance(seconds: 60)
            let second = ObjectContent.sample("a", text: "two")
            let changed = try await store.write { try $0.replace(record, with: second, author: "x@example.com") }
            #expect(changed.created == record.created)
            #expect(changed.modified > record.modified)
            temporary.clock.advance(seconds: 60)
            try await store.write { try $0.remove(changed, author: "y") }
            _ = try await store.write { try $0.insert(.sample("b"), resourceName: nil, in: calendar.id, author: "") }

            let versions = try await store.read { try $0.versions(in: calendar.id, replacedAfter: start, uid: nil) }
            #expect(versions.map(\.content) == [first, second, nil])
            #expect(versions.map(\.replacement) == [.changed, .deleted, .created])
            #expect(versions.map(\.author) == ["x@example.com", "y", ""])
            #expect(versions.map(\.resourceName) == ["a.ics", "a.ics", "b.ics"])
            let all = try await store.read {
                try $0.versions(in: calendar.id, replacedAfter: Timestamp(microseconds: 0), uid: "a").map(\.content)
            }
            #expect(all == [nil, first, second])
        }
    }

    @Test func pruningForgetsTheOldestAndOldTokensEnd() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            let zone = Digest.sample("zone")
            let before = try await store.write { transaction throws in
                try transaction.keepTimeZone(zone, text: [1])
                for uid in ["a", "b", "c"] {
                    _ = try transaction.insert(.sample(uid, timeZones: [zone]), resourceName: nil, in: calendar.id, author: "")
                }
                for uid in ["a", "b", "c"] {
                    let record = try #require(try transaction.objectRecord(uid: uid, in: calendar.id))
                    _ = try transaction.replace(record, with: .sample(uid, text: "new"), author: "")
                }
                try transaction.log(
                    DeletedComponent(
                        uid: "d", recurrenceIDLine: nil, kind: "VEVENT", time: transaction.now, author: "", stub: [1, 2]),
                    in: calendar.id)
                return transaction.now
            }
            temporary.clock.advance(seconds: 3600)
            let cut = temporary.clock.now()
            temporary.clock.advance(seconds: 3600)
            try await store.write { transaction throws in
                let record = try #require(try transaction.objectRecord(uid: "a", in: calendar.id))
                try transaction.remove(record, author: "")
            }
            try await store.read { transaction throws in
                #expect(try transaction.deletedComponents(in: calendar.id, during: before...cut, limit: 9).map(\.uid) == ["d"])
                #expect(try transaction.deleteLogStart(of: calendar.id) == before)
                #expect(!(try transaction.timeZoneTexts([zone]).isEmpty))
            }
            let early = Timestamp(microseconds: 0)
            // Nothing is old enough.
            let idle = try await store.write {
                try $0.prune(versionsBefore: early, versionOctets: .max, changesBefore: early)
            }
            #expect(!idle)
            #expect(try await store.read { try $0.changes(in: calendar.id, after: .zero, limit: 9)?.count } == 3)
            // Too many octets: the oldest texts go, the log stays.
            _ = try await store.write { try $0.prune(versionsBefore: early, versionOctets: 40, changesBefore: early) }
            let left = try await store.read {
                try $0.versions(in: calendar.id, replacedAfter: early, uid: nil).map(\.replacedBy.rawValue)
            }
            #expect(left == [6, 7])
            _ = try await store.write { try $0.prune(versionsBefore: cut, versionOctets: .max, changesBefore: cut) }
            try await store.read { transaction throws in
                #expect(try transaction.changes(in: calendar.id, after: .zero, limit: 9) == nil)
                #expect(try transaction.changes(in: calendar.id, after: ChangeNumber(rawValue: 5), limit: 9) == nil)
                #expect(try transaction.changes(in: calendar.id, after: ChangeNumber(rawValue: 6), limit: 9)?.count == 1)
                #expect(try transaction.versions(in: calendar.id, replacedAfter: early, uid: nil).map(\.replacement) == [.deleted])
                #expect(try transaction.deletedComponents(in: calendar.id, during: before...cut, limit: 9).isEmpty)
                #expect(try transaction.deleteLogStart(of: calendar.id) == cut)
                #expect(try transaction.timeZoneTexts([zone]).isEmpty)
            }
            #expect(try await store.check() == [])
        }
    }

    @Test func pruningIsDoneInParts() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            try await temporary.store.writeAlone { transaction throws in
                for number in 0..<2500 {
                    let record = try transaction.insert(.sample("\(number)"), resourceName: nil, in: calendar.id, author: "")
                    try transaction.remove(record, author: "")
                }
            }
            let late = Timestamp(microseconds: .max)
            var calls = 1
            while try await temporary.store.write({
                try $0.prune(versionsBefore: late, versionOctets: 0, changesBefore: late)
            }), calls < 20 {
                calls += 1
            }
            #expect((3...8).contains(calls))
            let log = try await temporary.store.read { try $0.changeLog(of: calendar.id, limit: 10) }
            #expect(log.isEmpty)
            #expect(try await temporary.store.check() == [])
        }
    }

    @Test func timeNeverStepsBack() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let first = try await temporary.store.write {
                try $0.insert(.sample("a"), resourceName: nil, in: calendar.id, author: "")
            }
            temporary.clock.advance(seconds: -1000)
            let second = try await temporary.store.write {
                try $0.insert(.sample("b"), resourceName: nil, in: calendar.id, author: "")
            }
            #expect(second.modified >= first.modified)
        }
    }
}
