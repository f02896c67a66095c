import CalendarStore
import ICalendar
import SQLStore
import Testing

/// What the store keeps of objects, through the public protocol, on a real file.
@Suite struct ObjectTests {
    @Test func objectComesBackAsItWasStored() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let zone = Digest.sample("zone")
            let content = ObjectContent(
                uid: "ä b", kind: .vtodo, text: ObjectText(form: .verbatim, octets: [0, 1, 0xFF, 0], timeZones: [zone]), etag: "e",
                digest: .sample("d"),
                span: ObjectSpan(
                    first: Instant(seconds: -5), last: .distantFuture, isRecurring: true, firstAlarm: Instant(seconds: -9),
                    lastAlarm: Instant(seconds: 7)),
                classification: .confidential, sequence: 3)
            let record = try await temporary.store.write { transaction throws in
                try transaction.keepTimeZone(zone, text: Array("BEGIN:VTIMEZONE".utf8))
                return try transaction.insert(content, resourceName: nil, in: calendar.id, author: "jdoe@example.com")
            }
            #expect(record.change == ChangeNumber(rawValue: 1))
            try await temporary.store.read { transaction throws in
                let byID = try #require(try transaction.object(record.id))
                #expect(byID.record == record)
                #expect(byID.text == content.text)
                #expect(byID.record.span == content.span)
                #expect(try transaction.object(uid: "ä b", in: calendar.id) == byID)
                #expect(try transaction.object(resourceName: record.resourceName, in: calendar.id) == byID)
                #expect(try transaction.objectRecord(uid: "ä b", in: calendar.id) == record)
                #expect(try transaction.timeZoneTexts([zone, .sample("other")]) == [zone: Array("BEGIN:VTIMEZONE".utf8)])
                #expect(try transaction.size(of: calendar.id) == (1, 4))
                #expect(try transaction.calendar(calendar.id)?.revision == record.change)
            }
        }
    }

    @Test func objectsKeepTheOrderInWhichTheyFirstCame() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let uids = (0..<1200).map { "uid-\(($0 * 7919) % 1200)" }
            try await temporary.store.writeAlone { transaction throws in
                for uid in uids { _ = try transaction.insert(.sample(uid), resourceName: nil, in: calendar.id, author: "") }
                let changed = try #require(try transaction.objectRecord(uid: "uid-7", in: calendar.id))
                _ = try transaction.replace(changed, with: .sample("uid-7", text: "new"), author: "")
            }
            let (objects, records) = try await temporary.store.read { transaction throws in
                var objects: [String] = []
                var records: [String] = []
                try transaction.forEachObject(in: calendar.id) {
                    objects.append($0.record.uid)
                    return true
                }
                try transaction.forEachObjectRecord(in: calendar.id) {
                    records.append($0.uid)
                    return records.count < 600
                }
                return (objects, records)
            }
            #expect(objects == uids)
            #expect(records == Array(uids.prefix(600)))
        }
    }

    @Test func largeObjectsAreHandedOutCompletely() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let text = String(repeating: "x", count: 700_000)
            try await temporary.store.writeAlone { transaction throws in
                for number in 0..<7 {
                    _ = try transaction.insert(.sample("\(number)", text: text), resourceName: nil, in: calendar.id, author: "")
                }
            }
            let sizes = try await temporary.store.read { transaction throws in
                var sizes: [Int] = []
                try transaction.forEachObject(in: calendar.id) {
                    sizes.append($0.text.octets.count)
                    return true
                }
                return sizes
            }
            #expect(sizes == Array(repeating: 700_000, count: 7))
        }
    }

    @Test func objectsMayBeRemovedWhileTheyAreWalked() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            try await temporary.store.writeAlone { transaction throws in
                for number in 0..<1500 {
                    _ = try transaction.insert(.sample("\(number)"), resourceName: nil, in: calendar.id, author: "")
                }
                try transaction.forEachObjectRecord(in: calendar.id) { record in
                    try transaction.remove(record, author: "")
                    return true
                }
            }
            let size = try await temporary.store.read { try $0.size(of: calendar.id).objects }
            #expect(size == 0)
        }
    }

    @Test(arguments: [
        ("plain-1@host.example", "plain-1@host.example.ics"),
        ("_x", "_x.ics"),
        (".hidden", "c2jedeagvcfkwm3sz4svgz7czs.ics"),
        ("a/b", "yfgn3qbt6zfz32ua5jtvz4uaua.ics"),
        ("", "4oymiquy7qobjgx36tejs35zeq.ics"),
        (String(repeating: "u", count: 128), String(repeating: "u", count: 128) + ".ics"),
        (String(repeating: "u", count: 129), "jwjcdpmi7z72h4ony7mby4fzjb.ics"),
    ])
    func resourceNameIsDerivedFromTheUID(uid: String, expected: String) async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let record = try await temporary.store.write {
                try $0.insert(.sample(uid), resourceName: nil, in: calendar.id, author: "")
            }
            #expect(record.resourceName == expected)
        }
    }

    @Test func resourceNameComesBackWithItsUIDAndCollisionsGetAnOrdinal() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            try await temporary.store.write { transaction throws in
                func insert(_ uid: String, _ name: String? = nil) throws -> ObjectRecord {
                    try transaction.insert(.sample(uid), resourceName: name, in: calendar.id, author: "")
                }
                #expect(try insert("other", "one.ics").resourceName == "one.ics")
                #expect(try insert("third", "one-2.ics").resourceName == "one-2.ics")
                let one = try insert("one")
                #expect(one.resourceName == "one-3.ics")
                let named = try insert("named", "chosen by client.ics")
                try transaction.remove(one, author: "")
                try transaction.remove(named, author: "")
                #expect(try insert("one").resourceName == "one-3.ics")
                let back = try insert("named")
                #expect(back.resourceName == "chosen by client.ics")
                try transaction.remove(back, author: "")
                _ = try insert("thief", "chosen by client.ics")
                #expect(try insert("named").resourceName == "named.ics")
            }
        }
    }

    @Test func staleRecordsAndTakenNamesAreConflicts() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            let record = try await store.write { try $0.insert(.sample("a"), resourceName: nil, in: calendar.id, author: "") }
            _ = try await store.write { try $0.replace(record, with: .sample("a", text: "b"), author: "") }
            await expectError(.conflict) { _ = try await store.write { try $0.replace(record, with: .sample("a"), author: "") } }
            await expectError(.conflict) { try await store.write { try $0.remove(record, author: "") } }
            await expectError(.conflict) {
                _ = try await store.write { try $0.insert(.sample("a"), resourceName: "x", in: calendar.id, author: "") }
            }
            await expectError(.conflict) {
                _ = try await store.write { try $0.insert(.sample("b"), resourceName: "a.ics", in: calendar.id, author: "") }
            }
            await expectError(.conflict) {
                _ = try await store.write {
                    try $0.insert(.sample("c", timeZones: [.sample("unknown")]), resourceName: nil, in: calendar.id, author: "")
                }
            }
            let log = try await store.read { try $0.changeLog(of: calendar.id, limit: 10).map(\.kind) }
            #expect(log == [.changed, .created])
        }
    }
}

/// Names that are the UID's are not kept; nobody may see the difference.
@Suite struct ResourceNameTests {
    @Test func nameOfTheUIDAndANameGivenByAClientExcludeEachOther() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            try await temporary.store.write { transaction throws in
                func insert(_ uid: String, _ name: String?) throws -> ObjectRecord {
                    try transaction.insert(.sample(uid), resourceName: name, in: calendar.id, author: "")
                }
                let a = try insert("a", nil)
                #expect(a.resourceName == "a.ics")
                #expect(throws: StoreError.self) { try insert("b", "a.ics") }
                let b = try insert("b", "c.ics")
                let c = try insert("c", nil)
                #expect(c.resourceName == "c-2.ics")
                #expect(throws: StoreError.self) { try transaction.rename(b, to: "a.ics", author: "") }
                #expect(throws: StoreError.self) { try transaction.rename(a, to: "c.ics", author: "") }
                let renamed = try transaction.rename(b, to: "b.ics", author: "")
                #expect(try transaction.object(resourceName: "b.ics", in: calendar.id)?.record == renamed)
                #expect(try transaction.object(resourceName: "c.ics", in: calendar.id) == nil)
                // Another UID under a name leaves the name.
                let changed = try transaction.replace(renamed, with: .sample("x"), author: "")
                #expect(changed.resourceName == "b.ics")
                #expect(try transaction.objectRecord(uid: "x", in: calendar.id) == changed)
                #expect(try transaction.objectRecord(resourceName: "b.ics", in: calendar.id) == changed)
                #expect(try transaction.objectRecord(resourceName: "x.ics", in: calendar.id) == nil)
                #expect(try insert("y", "x.ics").resourceName == "x.ics")
                // And the name comes back with its UID.
                try transaction.remove(changed, author: "")
                #expect(try insert("x", nil).resourceName == "b.ics")
            }
            #expect(try await temporary.store.check() == [])
        }
    }

    @Test func usesOfTimeZonesAreCountedThroughEveryChange() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let other = try await temporary.makeCalendar("Other")
            let zones = ["one", "two"].map(Digest.sample)
            let store = temporary.store
            let a = try await store.write { transaction throws in
                for zone in zones { try transaction.keepTimeZone(zone, text: zone.octets) }
                _ = try transaction.insert(.sample("z", timeZones: zones), resourceName: nil, in: other.id, author: "")
                return try transaction.insert(.sample("a", timeZones: [zones[0]]), resourceName: nil, in: calendar.id, author: "")
            }
            #expect(try await store.check() == [])
            let b = try await store.write { try $0.replace(a, with: .sample("a", text: "b", timeZones: [zones[1]]), author: "") }
            #expect(try await store.check() == [])
            try await store.write { transaction throws in
                try transaction.remove(b, author: "")
                _ = try transaction.insert(.sample("c", timeZones: zones), resourceName: nil, in: calendar.id, author: "")
            }
            #expect(try await store.check() == [])
            try await store.write { try $0.removeCalendar(other.id) }
            #expect(try await store.check() == [])
            try await store.write { try $0.removeAccount(calendar.owner) }
            #expect(try await store.check() == [])
            temporary.clock.advance(seconds: 60)
            try await store.write { transaction throws in
                _ = try transaction.prune(versionsBefore: transaction.now, versionOctets: 0, changesBefore: transaction.now)
            }
            #expect(try await store.read { try $0.timeZoneTexts(zones) } == [:])
        }
    }

    @Test func calendarsThatGrewSideBySideAreReadInOrder() async throws {
        try await TemporaryStore.with { temporary in
            let calendars = [try await temporary.makeCalendar("A"), try await temporary.makeCalendar("B")]
            try await temporary.store.write { transaction throws in
                for number in 0..<1700 {
                    // First mixed, then one after the other.
                    let place = number < 1000 ? (number % 3 == 0 ? 0 : 1) : (number < 1600 ? 0 : 1)
                    _ = try transaction.insert(
                        .sample("\(number)", text: String(repeating: "x", count: number % 700 == 0 ? 1 << 20 : 10)), resourceName: nil,
                        in: calendars[place].id, author: "")
                }
                for calendar in calendars {
                    var uids: [Int] = []
                    try transaction.forEachObject(in: calendar.id) {
                        uids.append(Int($0.record.uid) ?? -1); return true
                    }
                    var records: [Int] = []
                    try transaction.forEachObjectRecord(in: calendar.id) {
                        records.append(Int($0.uid) ?? -1); return true
                    }
                    let expected = (0..<1700).filter { number in
                        (number < 1000 ? (number % 3 == 0 ? 0 : 1) : (number < 1600 ? 0 : 1)) == (calendar.id == calendars[0].id ? 0 : 1)
                    }
                    #expect(uids == expected)
                    #expect(records == expected)
                }
            }
        }
    }
}
