import CalendarStore
import SQLStore
import Testing

@Suite struct CalendarTests {
    @Test func calendarComesBackAsItWasWritten() async throws {
        try await TemporaryStore.with { temporary in
            let plain = try await temporary.makeCalendar()
            let store = temporary.store
            temporary.clock.advance(seconds: 5)
            try await store.write { transaction throws in
                #expect(try transaction.calendar(plain.id) == plain)
                var changed = plain
                changed.name = "Arbeit/Büro"
                changed.displayName = "Büro"
                changed.kinds = [.toDos]
                changed.properties.description = "line\nbreak"
                changed.properties.color = "#FF0000"
                changed.properties.order = -1
                changed.properties.isTransparent = true
                changed.properties.allowsDoubleBooking = false
                changed.properties.coOwners = ["susan"]
                changed.properties.publishedLines = ["X-WR-CALNAME:x"]
                changed.properties.deadProperties = ["{urn:x}y": "<y xmlns=\"urn:x\"/>"]
                changed.accessList = AccessList([
                    AccessEntry(.user("susan@example.org"), .all, [.read, .write, .delete]),
                    AccessEntry(.everybody, .components, [], isGranted: false), AccessEntry(.domain("a;b^c=d"), .properties, .read),
                ])
                try transaction.updateProperties(of: changed)
                changed.propertyRevision = plain.propertyRevision + 1
                changed.propertiesModified = transaction.now
                #expect(try transaction.calendar(plain.id) == changed)
                #expect(try transaction.calendar(named: "Arbeit/Bu\u{308}ro", of: plain.owner) == changed)
                #expect(try transaction.calendar(named: "arbeit/büro", of: plain.owner) == nil)
                #expect(try transaction.calendar(calidTail: "CALENDAR", of: plain.owner) == changed)
                #expect(try transaction.calendar(publicID: plain.publicID.uppercased()) == changed)
                #expect(try transaction.calendars(of: plain.owner) == [changed])
                #expect(try transaction.allCalendars() == [changed])
            }
            #expect(try await store.currentCalendar(plain.id)?.displayName == "Büro")
        }
    }

    @Test func namesAndTailsAreUniqueForAnOwner() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar("Work")
            var twin = NewCalendar.sample("Work", owner: calendar.owner)
            twin.calidTail = "other"
            let sameName = twin
            await expectError(.conflict) { _ = try await temporary.store.write { try $0.insert(sameName) } }
            twin.name = "work"
            twin.calidTail = "wORK"
            let sameTail = twin
            await expectError(.conflict) { _ = try await temporary.store.write { try $0.insert(sameTail) } }
            _ = try await temporary.makeCalendar("Work", owner: "susan")
        }
    }

    @Test func currentCalendarFollowsEveryCommit() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            let version = try await store.directoryVersion()
            for number in 1...20 {
                _ = try await store.write {
                    try $0.insert(.sample("\(number)"), resourceName: nil, in: calendar.id, author: "")
                }
                #expect(try await store.currentCalendar(calendar.id)?.revision.rawValue == Int64(number))
            }
            // Neither objects nor sessions nor failures touch what was derived from names and access lists.
            try await store.write { try $0.setSetting("x", to: "y") }
            await expectError(.conflict) { try await store.write { _ in throw StoreError(.conflict, "no") } }
            #expect(try await store.directoryVersion() == version)
            try await store.write { try $0.touch(calendar.id) }
            #expect(try await store.currentCalendar(calendar.id)?.revision.rawValue == 21)
            #expect(try await store.directoryVersion() == version)
            try await store.write {
                guard var calendar = try $0.calendar(calendar.id) else { return }
                calendar.displayName = "Other"
                try $0.updateProperties(of: calendar)
            }
            let later = try await store.directoryVersion()
            #expect(later > version)
            try await store.write { try $0.removeCalendar(calendar.id) }
            #expect(try await store.currentCalendar(calendar.id) == nil)
            #expect(try await store.directoryVersion() > later)
        }
    }

    @Test func anotherConnectionsCommitIsSeenAtOnce() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let other = try SQLiteStore(path: temporary.path, clock: temporary.clock)
            for number in 1...20 {
                let writer = number % 3 == 0 ? temporary.store : other
                let version = try await temporary.store.directoryVersion()
                _ = try await writer.write {
                    try $0.insert(.sample("\(number)"), resourceName: nil, in: calendar.id, author: "")
                }
                #expect(try await temporary.store.currentCalendar(calendar.id)?.revision.rawValue == Int64(number))
                #expect(try await other.currentCalendar(calendar.id)?.revision.rawValue == Int64(number))
                // What another process wrote is not known: it may have been names or rights.
                let seen = try await temporary.store.directoryVersion()
                #expect(number % 3 == 0 || seen > version)
            }
            await other.close()
        }
    }

    /// Our own commit must not hide the one before it.
    @Test func anotherConnectionsCommitIsSeenBehindOnesOwn() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let second = try await temporary.store.write { transaction in
                try transaction.insert(.sample("Second", owner: calendar.owner))
            }
            let other = try SQLiteStore(path: temporary.path, clock: temporary.clock)
            for number in 1...20 {
                #expect(try await temporary.store.currentCalendar(second.id)?.revision.rawValue == Int64(number - 1))
                let version = try await temporary.store.directoryVersion()
                for (writer, changed) in [(other, second), (temporary.store, calendar)] {
                    _ = try await writer.write {
                        try $0.insert(.sample("\(number)"), resourceName: nil, in: changed.id, author: "")
                    }
                }
                #expect(try await temporary.store.directoryVersion() > version)
                #expect(try await temporary.store.currentCalendar(second.id)?.revision.rawValue == Int64(number))
                #expect(try await temporary.store.currentCalendar(calendar.id)?.revision.rawValue == Int64(number))
            }
            await other.close()
        }
    }
}

@Suite struct AccessListTextTests {
    @Test func defaultListIsReadAndWritten() throws {
        let text = "@@o^a^r^g;@@o^c^wdeic^g;@^a^sf^g;@^c^^g;@^p^r^g"
        #expect(try AccessList(text: text).text == text)
    }

    @Test func caseAndMissingGrantAreForgiven() throws {
        let list = try AccessList(text: " ;LUCY@Example.com^A^RSF^;@@D^C^WDEIC^G;@example.org^p^z^D;")
        #expect(
            list.entries == [
                AccessEntry(.user("lucy@example.com"), .all, [.read, .schedule, .freeBusy]),
                AccessEntry(.ownersDomain, .components, [.write, .delete, .replyOnBehalf, .inviteOnBehalf, .cancelOnBehalf]),
                AccessEntry(.domain("example.org"), .properties, .administer, isGranted: false),
            ])
    }

    @Test(arguments: ["a^c", "^c^r^g", "@@x^c^r^g", "a^x^r^g", "a^c^rq^g", "a^c^r^x", "a^b^c^d^e"])
    func nonsenseIsRefusedWithTheEntry(text: String) {
        #expect { try AccessList(text: "@^a^r^g;\(text)") } throws: { ($0 as? AccessListError)?.entry == text }
    }
}
