import CalendarStore
import ICalendar
import SQLStore
import SeededRandom
import Testing

/// The span index against looking at every object.
@Suite struct RangeQueryTests {
    /// The definition: half-open, a single instant counts where it is.
    private static func overlaps(_ first: Instant?, _ last: Instant?, _ range: Range<Instant>) -> Bool {
        guard let first, let last, !range.isEmpty else { return false }
        return first < range.upperBound && (last > range.lowerBound || (first == last && last == range.lowerBound))
    }

    private static func randomSpan(_ generator: inout some RandomNumberGenerator) -> (Instant, Instant)? {
        let first = Instant(seconds: Int64.random(in: -2000...2000, using: &generator) * 900)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return nil
        case 1: return (first, .distantFuture)
        case 2: return (first, first)
        case 3: return (.distantPast, first)
        default:
            let length = Int64(1) << Int64.random(in: 0...33, using: &generator)
            return (first, first.advanced(bySeconds: length + Int64.random(in: -1...1, using: &generator)))
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func indexFindsWhatBruteForceFinds(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var spans: [ObjectSpan] = []
        for _ in 0..<700 {
            let span = Self.randomSpan(&generator)
            let alarm = Self.randomSpan(&generator)
            spans.append(
                ObjectSpan(first: span?.0, last: span?.1, isRecurring: false, firstAlarm: alarm?.0, lastAlarm: alarm?.1))
        }
        var ranges: [Range<Instant>] = [.distantPast ..< .distantFuture, Instant(seconds: .min)..<Instant(seconds: .max)]
        for _ in 0..<150 {
            let start = Instant(seconds: Int64.random(in: -2200...2200, using: &generator) * 900)
            ranges.append(start..<start.advanced(bySeconds: Int64.random(in: 0...3, using: &generator) * 86_400))
        }
        let stored = spans
        let asked = ranges
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let neighbour = try await temporary.makeCalendar("other")
            try await temporary.store.writeAlone { transaction throws in
                for (number, span) in stored.enumerated() {
                    _ = try transaction.insert(.sample("\(number)", span: span), resourceName: nil, in: calendar.id, author: "")
                    _ = try transaction.insert(.sample("\(number)", span: span), resourceName: nil, in: neighbour.id, author: "")
                }
            }
            try await temporary.store.read { transaction throws in
                for range in asked {
                    for includingUndated in [true, false] {
                        var found: [String] = []
                        try transaction.forEachObject(in: calendar.id, overlapping: range, includingUndated: includingUndated) {
                            found.append($0.record.uid)
                            return true
                        }
                        let expected = stored.indices.filter {
                            Self.overlaps(stored[$0].first, stored[$0].last, range) || (includingUndated && stored[$0].first == nil)
                        }
                        #expect(found == expected.map(String.init), "\(range)")
                    }
                    var alarms: [String] = []
                    try transaction.forEachObject(in: calendar.id, withAlarmsIn: range) {
                        alarms.append($0.record.uid)
                        return true
                    }
                    let expected = stored.indices.filter { Self.overlaps(stored[$0].firstAlarm, stored[$0].lastAlarm, range) }
                    #expect(alarms == expected.map(String.init), "\(range)")
                }
            }
        }
    }

    @Test func modificationRangeIsClosed() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            var times: [Timestamp] = []
            for number in 0..<5 {
                temporary.clock.advance(seconds: 10)
                times.append(temporary.clock.now())
                _ = try await temporary.store.write {
                    try $0.insert(.sample("\(number)"), resourceName: nil, in: calendar.id, author: "")
                }
            }
            let range = times[1]...times[3]
            let found = try await temporary.store.read { transaction throws in
                var found: [String] = []
                try transaction.forEachObject(in: calendar.id, modifiedIn: range) {
                    found.append($0.record.uid)
                    return true
                }
                return found
            }
            #expect(found == ["1", "2", "3"])
        }
    }

    /// Whatever happened to the objects, and however much of the log was forgotten, the log finds what a look at each object finds.
    @Test(arguments: [1, 2, 3] as [UInt64]) func modificationsAreFoundInTheLog(seed: UInt64) async throws {
        try await TemporaryStore.with { temporary in
            var generator = SeededGenerator(seed: seed)
            let calendars = [try await temporary.makeCalendar(), try await temporary.makeCalendar("other")]
            var times: [Timestamp] = [temporary.clock.now()]
            for step in 0..<240 {
                // Many changes share one moment.
                if Int.random(in: 0..<3, using: &generator) == 0 { temporary.clock.advance(seconds: 10) }
                times.append(temporary.clock.now())
                let calendar = calendars[Int.random(in: 0..<2, using: &generator)].id
                let uid = "\(Int.random(in: 0..<12, using: &generator))"
                let action = Int.random(in: 0..<8, using: &generator)
                let cut = times[Int.random(in: 0..<times.count, using: &generator)]
                try await temporary.store.write { writing throws in
                    guard let present = try writing.objectRecord(uid: uid, in: calendar) else {
                        _ = try writing.insert(.sample(uid), resourceName: nil, in: calendar, author: "")
                        return
                    }
                    switch action {
                    case 0...3: _ = try writing.replace(present, with: .sample(uid), author: "")
                    case 4: try writing.remove(present, author: "")
                    case 5: _ = try writing.rename(present, to: "named-\(uid)-\(step).ics", author: "")
                    case 6: try writing.touch(calendar)
                    default: if step % 3 == 0 { _ = try writing.prune(versionsBefore: cut, versionOctets: .max, changesBefore: cut) }
                    }
                }
                let ends = [
                    times[Int.random(in: 0..<times.count, using: &generator)], times[Int.random(in: 0..<times.count, using: &generator)],
                ]
                let (first, last) = (min(ends[0], ends[1]), step % 5 == 0 ? Timestamp(microseconds: .max) : max(ends[0], ends[1]))
                try await temporary.store.read { reading throws in
                    var expected: [ObjectID] = []
                    try reading.forEachObjectRecord(in: calendar) { record in
                        if (first...last).contains(record.modified) { expected.append(record.id) }
                        return true
                    }
                    #expect(try reading.objectIDs(in: calendar, modifiedIn: first...last) == expected, "step \(step)")
                }
            }
            #expect(try await temporary.store.check() == [])
        }
    }

    @Test func derivedColumnsCanBeWrittenWithoutAChange() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let record = try await temporary.store.write {
                try $0.insert(.sample("a"), resourceName: nil, in: calendar.id, author: "")
            }
            let moved = ObjectSpan(first: Instant(seconds: 9_000_000), last: .distantFuture, isRecurring: true)
            try await temporary.store.write { try $0.updateDerived(record.id, with: .sample("a", span: moved)) }
            try await temporary.store.read { transaction throws in
                let now = try #require(try transaction.objectRecord(uid: "a", in: calendar.id))
                #expect(now.span == moved)
                #expect(now.change == record.change)
                #expect(now.modified == record.modified)
                #expect(try transaction.changeLog(of: calendar.id, limit: 9).count == 1)
            }
        }
    }

    @Test("Many names are found as one by one, whether objects keep them or their UIDs say them")
    func names() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let neighbour = try await temporary.makeCalendar("other")
            let asked = try await temporary.store.writeAlone { transaction throws in
                var names: [String] = []
                for number in 0..<100 {
                    // Every third name is the UID of the one before.
                    let name = number % 3 == 0 ? nil : number % 3 == 1 ? "name \(number).ics" : "\(number - 1).ics"
                    let record = try transaction.insert(.sample("\(number)"), resourceName: name, in: calendar.id, author: "")
                    _ = try transaction.insert(.sample("\(number)"), resourceName: "other \(number)", in: neighbour.id, author: "")
                    names.append(record.resourceName)
                }
                return names.reversed() + ["none.ics", "1.ics", "none", ".ics", "", "other 1", "5.ics"]
            }
            try await temporary.store.read { transaction throws in
                for count in [0, 1, 2, 3, 31, 32, 33, 64, 65, asked.count] {
                    for names in [Array(asked.prefix(count)), Array(asked.suffix(count))] {
                        let alone = try names.compactMap { try transaction.objectRecord(resourceName: $0, in: calendar.id)?.id }
                        #expect(try transaction.objectIDs(in: calendar.id, resourceNames: names) == alone)
                    }
                }
            }
        }
    }
}
