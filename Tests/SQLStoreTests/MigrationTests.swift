import CalendarStore
import ICalendar
import Testing

import class Foundation.FileManager

@testable import SQLStore

/// That a store made by an earlier program opens with everything in it.
@Suite struct MigrationTests {
    @Test func firstSchemaKeepsItsNamesNumbersAndTimeZones() async throws {
        let folder = try TemporaryStore.makeFolder()
        let path = folder.appending(path: "store.sqlite").path
        let zone = Digest.sample("zone")
        let unused = Digest.sample("unused")
        try Self.makeFirstSchema(path, zone: zone, unused: unused)

        let store = try SQLiteStore(path: path)
        let calendar = CalendarID(rawValue: 7)
        #expect(try await store.check() == [])
        try await store.read { reading throws in
            func name(uid: String) throws -> String? { try reading.objectRecord(uid: uid, in: calendar)?.resourceName }
            #expect(try name(uid: "plain") == "plain.ics")
            #expect(try name(uid: "own") == "named-by-client.ics")
            #expect(try name(uid: "bare") == "bare")
            for name in ["plain.ics", "named-by-client.ics", "bare"] {
                #expect(try reading.object(resourceName: name, in: calendar)?.record.resourceName == name)
            }
            #expect(try reading.object(resourceName: "own.ics", in: calendar) == nil)
            #expect(try reading.object(uid: "plain", in: calendar)?.text.timeZones == [zone])
            #expect(try reading.object(uid: "own", in: calendar)?.text.octets == Array("own".utf8))
            #expect(try reading.timeZoneTexts([zone]) == [zone: [1]])
            let link = FeedLink(
                id: 4, calendar: calendar, secretHash: .sample("secret"), view: .busy, comment: "for susan",
                created: Timestamp(microseconds: 900), lastUsed: nil)
            #expect(try reading.feedLink(secretHash: .sample("secret")) == link)
            let changes = try reading.changes(in: calendar, after: .zero, limit: 10)
            #expect(
                changes?.map { "\($0.number.rawValue) \($0.resourceName) \($0.etag ?? "gone")" } == [
                    "1 plain.ics e1", "2 named-by-client.ics e2", "3 bare e3", "5 gone.ics gone",
                ])
        }
        // Former texts are there, the older one is the first to go, and the log tells what was modified when.
        try await store.read { reading throws in
            let versions = try reading.versions(in: calendar, replacedAfter: Timestamp(microseconds: 0), uid: "gone")
            #expect(versions.map(\.replacedBy.rawValue) == [4, 5])
            #expect(versions.last?.content?.text.octets == Array("gone".utf8))
            #expect(versions.last?.content?.sequence == 3)
            #expect(try reading.objectIDs(in: calendar, modifiedIn: Timestamp(microseconds: 1)...Timestamp(microseconds: 1)).count == 3)
        }
        try await store.write { writing throws in
            let early = Timestamp(microseconds: 0)
            _ = try writing.prune(versionsBefore: early, versionOctets: 4, changesBefore: early)
            let left = try writing.versions(in: calendar, replacedAfter: early, uid: nil).compactMap(\.content?.uid)
            #expect(left == ["gone"])
        }
        // Numbers go on behind the highest ever given; names that are taken are, and the unused text alone is forgotten.
        try await store.write { writing throws in
            let added = try writing.insert(.sample("named-by-client"), resourceName: nil, in: calendar, author: "")
            #expect(added.id.rawValue == 41)
            #expect(added.resourceName == "named-by-client-2.ics")
            #expect(throws: StoreError.self) {
                try writing.insert(.sample("other"), resourceName: "plain.ics", in: calendar, author: "")
            }
        }
        try await store.write { writing throws in
            let late = Timestamp(microseconds: .max)
            _ = try writing.prune(versionsBefore: late, versionOctets: .max, changesBefore: late)
        }
        #expect(try await store.read { try $0.timeZoneTexts([zone, unused]) } == [zone: [1]])
        #expect(try await store.check() == [])
        await store.close()
        try FileManager.default.removeItem(at: folder)
    }

    /// A store as the first program made it, written without any of today's code but its schema.
    private static func makeFirstSchema(_ path: String, zone: Digest, unused: Digest) throws {
        try SQLiteFile.prepare(path)
        let connection = try SQLiteConnection(path: path, access: .write, busyTimeout: 1000)
        try connection.script("PRAGMA foreign_keys = ON")
        for statement in Migrations.firstSchema(.sqlite) { try connection.script(statement) }
        func hex(_ digest: Digest) -> String {
            "x'" + digest.octets.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "'"
        }
        func object(_ id: Int, _ name: String, _ uid: String, change: Int, zones: String) -> String {
            """
            INSERT INTO objects VALUES (\(id), 7, '\(name)', '\(uid)', 'VEVENT', 'e\(change)', x'00', \(uid.utf8.count), 0, 10, 20, 0, NULL,
                NULL, NULL, 0, 0, 1, 1, \(change));
            INSERT INTO object_texts VALUES (\(id), 0, \(zones), CAST('\(uid)' AS BLOB));
            INSERT INTO changes VALUES (7, \(change), \(id), '\(name)', '\(uid)', 0, 1, '');
            """
        }
        try connection.script(
            """
            INSERT INTO store_state VALUES (1, 'abc', 5, 1000);
            INSERT INTO domains VALUES (1, 1, 1);
            INSERT INTO domain_names VALUES ('example.com', 1, 0);
            INSERT INTO accounts VALUES (3, 1, 'a', 'a', '', 0, 'UTC', 1, 0, NULL, NULL, 1);
            INSERT INTO calendars VALUES (7, 'p', 3, 'Calendar', 'calendar', 'Calendar', 'calendar', 1, 'Calendar', '{}', '', 5, 1, 1, 1, 1, 3,
                12, 0, 0, 1);
            \(object(11, "plain.ics", "plain", change: 1, zones: hex(zone)))
            \(object(12, "named-by-client.ics", "own", change: 2, zones: "x''"))
            \(object(13, "bare", "bare", change: 3, zones: "x''"))
            INSERT INTO changes VALUES (7, 4, 40, 'gone.ics', 'gone', 0, 1, ''), (7, 5, 40, 'gone.ics', 'gone', 2, 7, '');
            INSERT INTO versions VALUES (7, 5, 7, 4, 'gone', 'VEVENT', 'e4', x'00', 10, 20, 0, NULL, NULL, 0, 3, 0, x'', CAST('gone' AS BLOB)),
                (7, 3, 6, 3, 'bare', 'VEVENT', 'e0', x'00', NULL, NULL, 0, NULL, NULL, 0, 0, 0, \(hex(zone)), CAST('was' AS BLOB));
            INSERT INTO time_zones VALUES (1, \(hex(zone)), x'01', 1), (2, \(hex(unused)), x'02', 1);
            INSERT INTO time_zone_uses VALUES (1, 11);
            INSERT INTO feed_links VALUES (4, 7, \(hex(.sample("secret"))), 2, 'for susan', 900, NULL);
            PRAGMA user_version = 1; PRAGMA application_id = \(SQLiteFile.applicationID)
            """)
    }
}
