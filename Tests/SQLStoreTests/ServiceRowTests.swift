import CalendarStore
import SQLStore
import Testing

/// Links, feed links, sessions, messages, settings.
@Suite struct ServiceRowTests {
    @Test func linksAreKeptOnceAndInOrder() async throws {
        try await TemporaryStore.with { temporary in
            let shown = try await temporary.makeCalendar("shown")
            let source = try await temporary.makeCalendar("source")
            try await temporary.store.write { transaction throws in
                let whole = Link(destination: shown.id, source: source.id, uid: "u", recurrenceID: nil)
                let one = Link(destination: shown.id, source: source.id, uid: "u", recurrenceID: "20260101T000000Z")
                for link in [one, whole, one] { try transaction.insert(link) }
                #expect(try transaction.links(in: shown.id) == [one, whole])
                #expect(try transaction.linkDestinations(of: source.id) == [shown.id])
                try transaction.remove(whole)
                #expect(try transaction.links(in: shown.id) == [one])
                try transaction.removeCalendar(source.id)
                #expect(try transaction.links(in: shown.id).isEmpty)
            }
        }
    }

    @Test func feedLinksAreOneASecretAndGoWithTheirCalendar() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar("kept")
            let doomed = try await temporary.makeCalendar("doomed")
            try await temporary.store.write { transaction throws in
                for view in FeedLink.View.allCases {
                    for owner in [calendar, doomed] {
                        let secret = Digest.sample("\(owner.name) \(view)")
                        let link = try transaction.insertFeedLink(calendar: owner.id, secretHash: secret, view: view, comment: "")
                        #expect(link.view == view && link.lastUsed == nil && link.created == transaction.now)
                        #expect(try transaction.feedLink(secretHash: secret) == link)
                    }
                }
            }
            let made = try await temporary.store.read { try ($0.feedLinks(of: calendar.id), $0.feedLinks(of: doomed.id)) }
            #expect(made.0.map(\.view) == FeedLink.View.allCases && made.1.count == made.0.count)
            await #expect(throws: StoreError.self) {
                try await temporary.store.write {
                    _ = try $0.insertFeedLink(calendar: doomed.id, secretHash: made.0[0].secretHash, view: .full, comment: "again")
                }
            }
            let version = try await temporary.store.directoryVersion()
            temporary.clock.advance(seconds: 60)
            try await temporary.store.writeUnflushed { try $0.touchFeedLink(made.0[0].id) }
            #expect(try await temporary.store.directoryVersion() == version, "a use makes nobody read names and rights again")
            let used = try await temporary.store.read { try $0.feedLink(made.0[0].id)?.lastUsed }
            #expect(used == temporary.clock.now())
            try await temporary.store.write { try $0.removeCalendar(doomed.id) }
            #expect(try await temporary.store.directoryVersion() > version)
            try await temporary.store.read { reading throws in
                #expect(try reading.feedLinks(of: calendar.id).map(\.id) == made.0.map(\.id))
                for link in made.1 {
                    #expect(try reading.feedLink(link.id) == nil)
                    #expect(try reading.feedLink(secretHash: link.secretHash) == nil)
                }
            }
        }
    }

    @Test func feedLinksSessionsMessagesAndSettings() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            try await temporary.store.write { transaction throws in
                var feed = try transaction.insertFeedLink(
                    calendar: calendar.id, secretHash: .sample("secret"), view: .busy, comment: "for susan")
                #expect(try transaction.feedLink(secretHash: .sample("secret")) == feed)
                try transaction.touchFeedLink(feed.id)
                feed.lastUsed = transaction.now
                #expect(try transaction.feedLinks(of: calendar.id) == [feed])
                #expect(try transaction.feedLink(feed.id) == feed)
                try transaction.removeFeedLink(feed.id)
                #expect(try transaction.feedLinks(of: calendar.id).isEmpty)
                #expect(try transaction.feedLink(feed.id) == nil)
                #expect(try transaction.feedLink(secretHash: .sample("secret")) == nil)
                try transaction.touchFeedLink(feed.id)

                let early = Timestamp(microseconds: 1)
                var session = Session(
                    idHash: .sample("id"), account: calendar.owner, actingAdministrator: calendar.owner, address: "127.0.0.1",
                    created: early, lastUsed: early)
                try transaction.insert(session)
                session.idHash = .sample("id2")
                session.actingAdministrator = nil
                try transaction.insert(session)
                try transaction.touchSession(session.idHash, lastUsed: transaction.now)
                session.lastUsed = transaction.now
                #expect(try transaction.session(idHash: session.idHash) == session)
                #expect(try transaction.removeSessions(lastUsedBefore: transaction.now) == 1)
                #expect(try transaction.sessions() == [session])
                try transaction.removeSession(session.idHash)
                #expect(try transaction.session(idHash: session.idHash) == nil)

                try transaction.enqueue(sender: "a@example.com", recipients: ["b@example.com", "c@example.com"], octets: [1, 0, 2])
                var message = try #require(try transaction.outgoingMessages(dueAt: transaction.now, limit: 5).first)
                #expect(message.recipients == ["b@example.com", "c@example.com"])
                #expect(message.octets == [1, 0, 2])
                message.attempts = 1
                message.nextAttempt = Timestamp(microseconds: transaction.now.microseconds + 1)
                message.lastError = "later"
                try transaction.update(message)
                #expect(try transaction.outgoingMessages(dueAt: transaction.now, limit: 5).isEmpty)
                #expect(try transaction.outgoingMessages(dueAt: message.nextAttempt, limit: 5) == [message])
                try transaction.removeOutgoingMessage(message.id)
                #expect(try transaction.outgoingMessages(dueAt: message.nextAttempt, limit: 5).isEmpty)

                try transaction.setSetting("name", to: "one")
                try transaction.setSetting("name", to: "two")
                #expect(try transaction.setting("name") == "two")
                try transaction.setSetting("name", to: nil)
                #expect(try transaction.setting("name") == nil)
            }
            await expectError(.conflict) {
                try await temporary.store.write { try $0.enqueue(sender: "a", recipients: ["b\nBcc: c"], octets: []) }
            }
        }
    }
}
