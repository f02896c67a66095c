import CalendarStore
import SQLStore
import SeededRandom
import Testing

/// That what a write takes from memory is what the file says.
@Suite struct KnownRowsTests {
    private struct Refusal: Error {}

    /// Two programs write to one store, one at a time or many in a group, some of them in vain: each write sees the rows as they are.
    @Test(arguments: [1, 2, 3] as [UInt64]) func memoryIsWhatTheFileSays(seed: UInt64) async throws {
        try await TemporaryStore.with { temporary in
            var generator = SeededGenerator(seed: seed)
            let other = try SQLiteStore(path: temporary.path, clock: temporary.clock)
            let stores = [temporary.store, other]
            let calendars = [try await temporary.makeCalendar(), try await temporary.makeCalendar("other")]
            for _ in 0..<60 {
                let actions = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                    (
                        store: stores[Int.random(in: 0..<5, using: &generator) / 4],
                        calendar: calendars[Int.random(in: 0...1, using: &generator)],
                        uid: "\(Int.random(in: 0..<6, using: &generator))", kind: Int.random(in: 0..<12, using: &generator)
                    )
                }
                temporary.clock.advance(seconds: 1)
                await withTaskGroup(of: Void.self) { group in
                    for action in actions {
                        group.addTask {
                            do {
                                try await action.store.write {
                                    try Self.compare($0)
                                    try Self.act(action.kind, uid: action.uid, in: action.calendar, $0)
                                    try Self.compare($0)
                                    if action.kind == 11 { throw Refusal() }
                                }
                            } catch is Refusal {
                            } catch let error as StoreError where error.code == .conflict {
                                // A name that is taken.
                            } catch {
                                Issue.record(error)
                            }
                        }
                    }
                }
                for store in stores {
                    for calendar in calendars {
                        #expect(try await store.currentCalendar(calendar.id) == store.read { try $0.calendar(calendar.id) })
                    }
                }
            }
            #expect(try await other.check() == [])
            await other.close()
        }
    }

    private static func act(_ kind: Int, uid: String, in calendar: Calendar, _ writing: any StoreWriting) throws {
        if kind == 8, var account = try writing.account(calendar.owner) {
            account.displayName += uid
            return try writing.update(account)
        }
        if kind == 9, var row = try writing.calendar(calendar.id) {
            row.displayName = uid
            return try writing.updateProperties(of: row)
        }
        if kind == 10 {
            let link = Link(destination: calendar.id, source: calendar.id, uid: uid, recurrenceID: nil)
            return try writing.linkDestinations(of: calendar.id).isEmpty ? writing.insert(link) : writing.remove(link)
        }
        guard let present = try writing.objectRecord(uid: uid, in: calendar.id) else {
            // Now and then under the name that another UID has by itself.
            _ = try writing.insert(.sample(uid), resourceName: kind < 3 ? "\(kind).ics" : nil, in: calendar.id, author: "")
            return
        }
        switch kind {
        case 0...3, 11: _ = try writing.replace(present, with: .sample(uid), author: "")
        case 4: _ = try writing.rename(present, to: "named-\(uid).ics", author: "")
        case 5: try writing.touch(calendar.id)
        default: try writing.remove(present, author: "")
        }
    }

    /// Rows asked for one by one may come from memory; lists come from the file.
    private static func compare(_ writing: any StoreWriting) throws {
        for calendar in try writing.allCalendars() { #expect(try writing.calendar(calendar.id) == calendar) }
        for calendar in try writing.allCalendars() {
            var records: [ObjectRecord] = []
            try writing.forEachObjectRecord(in: calendar.id) { record in
                records.append(record)
                return true
            }
            for (name, uid) in (0..<6).flatMap({ [("\($0).ics", "\($0)"), ("named-\($0).ics", "\($0)"), ("\($0).ics", "0")] }) {
                let (named, withUID) = try writing.objectRecords(resourceName: name, uid: uid, in: calendar.id)
                #expect(named?.id == records.first { $0.resourceName == name }?.id)
                #expect(withUID?.id == records.first { $0.uid == uid }?.id)
            }
        }
        for account in try writing.accounts(in: nil) { #expect(try writing.account(account.id) == account) }
    }
}
