import CalendarStore
import SQLStore
import Testing

/// Many writes to one COMMIT, each on its own.
@Suite struct GroupCommitTests {
    private struct Refused: Error {}

    @Test func oneFailureInAGroupLeavesTheOthers() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
                for number in 0..<300 {
                    group.addTask {
                        do {
                            try await store.write { transaction in
                                _ = try transaction.insert(.sample("\(number)-a"), resourceName: nil, in: calendar.id, author: "")
                                if number % 7 == 3 { throw Refused() }
                                // A constraint: number 5 takes the name that all with the remainder 5 want.
                                let name = number % 11 == 5 ? "wanted.ics" : nil
                                _ = try transaction.insert(.sample("\(number)-b"), resourceName: name, in: calendar.id, author: "")
                            }
                            return (number, true)
                        } catch {
                            return (number, false)
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            let uids = try await store.read { transaction in
                var uids: Set<String> = []
                try transaction.forEachObjectRecord(in: calendar.id) {
                    uids.insert($0.uid)
                    return true
                }
                return uids
            }
            var expected: Set<String> = []
            for number in 0..<300 where outcomes[number] == true { expected.formUnion(["\(number)-a", "\(number)-b"]) }
            #expect(uids == expected)
            #expect((0..<300).allSatisfy { $0 % 7 != 3 || outcomes[$0] == false })
            #expect((0..<300).count { $0 % 11 == 5 && outcomes[$0] == true } == 1)
            #expect((0..<300).allSatisfy { $0 % 7 == 3 || $0 % 11 == 5 || outcomes[$0] == true })
            let current = try #require(try await store.currentCalendar(calendar.id))
            #expect(current.revision.rawValue == Int64(expected.count))
            #expect(try await store.check() == [])
        }
    }

    @Test func readersSeeWholeWritesOnly() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    group.addTask {
                        for number in 0..<40 {
                            let acknowledged = try await store.write { transaction throws in
                                for half in ["a", "b", "c"] {
                                    _ = try transaction.insert(
                                        .sample("\(task)-\(number)-\(half)"), resourceName: nil, in: calendar.id, author: "")
                                }
                                return try transaction.size(of: calendar.id).objects
                            }
                            // Own writes are seen at once.
                            let seen = try await store.read { try $0.size(of: calendar.id).objects }
                            #expect(seen >= acknowledged)
                        }
                    }
                }
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<60 {
                            let (counted, told, revision) = try await store.read { transaction throws in
                                var counted = 0
                                try transaction.forEachObjectRecord(in: calendar.id) { _ in
                                    counted += 1
                                    return true
                                }
                                let size = try transaction.size(of: calendar.id).objects
                                return (counted, size, try transaction.calendar(calendar.id)?.revision.rawValue)
                            }
                            #expect(counted % 3 == 0)
                            #expect(counted == told)
                            #expect(revision == Int64(counted))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aWriteOfItsOwnKeepsItsPlaceInTheOrder() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let body: @Sendable (any StoreWriting) throws -> Void = {
                            _ = try $0.insert(.sample("\(number)"), resourceName: nil, in: calendar.id, author: "")
                        }
                        if number % 5 == 0 { try await store.writeAlone(body) } else { try await store.write(body) }
                    }
                }
                try await group.waitForAll()
            }
            await expectError(.unavailable) {
                try await store.writeAlone { transaction throws in
                    _ = try transaction.insert(.sample("lost"), resourceName: nil, in: calendar.id, author: "")
                    throw StoreError(.unavailable, "no")
                }
            }
            #expect(try await store.read { try $0.size(of: calendar.id).objects } == 60)
            let log = try await store.read { try $0.changeLog(of: calendar.id, limit: 100).map(\.number.rawValue) }
            #expect(log == (1...60).reversed().map(Int64.init))
        }
    }

    @Test func closedStoreRefusesAndLosesNothing() async throws {
        let temporary = try TemporaryStore()
        let calendar = try await temporary.makeCalendar()
        let store = temporary.store
        let written = await withTaskGroup(of: Int.self) { group in
            for number in 0..<100 {
                group.addTask {
                    do {
                        _ = try await store.write {
                            try $0.insert(.sample("\(number)"), resourceName: nil, in: calendar.id, author: "")
                        }
                        return 1
                    } catch {
                        #expect((error as? StoreError)?.code == .unavailable)
                        return 0
                    }
                }
            }
            group.addTask {
                await store.close()
                return 0
            }
            return await group.reduce(0, +)
        }
        await expectError(.unavailable) { _ = try await store.read { try $0.domains() } }
        await expectError(.unavailable) { _ = try await store.write { try $0.domains() } }
        await expectError(.unavailable) { _ = try await store.directoryVersion() }
        await store.close()
        let again = try SQLiteStore(path: temporary.path)
        #expect(try await again.read { try $0.size(of: calendar.id).objects } == written)
        await again.close()
        try temporary.remove()
    }

    @Test func waitingWritesAreBounded() async throws {
        var options = SQLiteStore.Options()
        options.maximumWaitingWrites = 3
        try await TemporaryStore.with(options: options) { temporary in
            let store = temporary.store
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        do {
                            try await store.write { try $0.setSetting("\(number)", to: "x") }
                            return true
                        } catch {
                            #expect((error as? StoreError)?.code == .busy)
                            return false
                        }
                    }
                }
                return await group.reduce(into: [false: 0, true: 0]) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes[true, default: 0] > 0)
            try await store.write { try $0.setSetting("after", to: "x") }
        }
    }
}
