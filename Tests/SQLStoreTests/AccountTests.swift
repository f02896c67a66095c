import CalendarStore
import SQLStore
import Testing

/// Domains, accounts, preferences, subscriptions.
@Suite struct AccountTests {
    @Test func domainIsFoundByItsNamesInAnyCase() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.store.write { transaction throws in
                var first = try transaction.insertDomain(name: "Example.COM", isDefault: true)
                #expect(first.name == "example.com")
                first.aliases = ["WWW.example.com", "mail.example.com"]
                first.isWebCalEnabled = false
                try transaction.update(first)
                let second = try transaction.insertDomain(name: "example.org", isDefault: true)
                first.aliases = ["www.example.com", "mail.example.com"]
                first.isDefault = false
                #expect(try transaction.domain(named: "MAIL.Example.com") == first)
                #expect(try transaction.defaultDomain() == second)
                #expect(try transaction.domains() == [first, second])
                #expect(try transaction.domain(named: "example.net") == nil)
            }
            await expectError(.conflict) {
                _ = try await temporary.store.write { try $0.insertDomain(name: "mail.example.com", isDefault: false) }
            }
        }
    }

    @Test func accountComesBackAsItWasWritten() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.store.write { transaction throws in
                let domain = try transaction.insertDomain(name: "example.com", isDefault: true)
                var new = NewAccount(
                    domain: domain.id, name: "Änne", displayName: "Änne D.", emailAddresses: ["A@example.com", "a2@example.com"],
                    passwordVerifier: "v1")
                new.isAdministrator = true
                new.isResource = true
                new.timeZone = "Europe/Berlin"
                var account = try transaction.insert(new)
                #expect(try transaction.account(account.id) == account)
                // The same letter in two code points.
                #expect(try transaction.account(named: "a\u{308}NNE", in: domain.id) == account)
                #expect(try transaction.account(emailAddress: "A2@Example.com") == account)
                #expect(try transaction.passwordVerifier(of: account.id) == "v1")

                account.emailAddresses = ["other@example.com"]
                account.isWebCalEnabled = false
                account.displayName = "new"
                try transaction.update(account)
                try transaction.setPasswordVerifier(nil, of: account.id)
                #expect(try transaction.account(account.id) == account)
                #expect(try transaction.account(emailAddress: "a@example.com") == nil)
                #expect(try transaction.passwordVerifier(of: account.id) == nil)

                let second = try transaction.insert(NewAccount(domain: domain.id, name: "bob", displayName: "", passwordVerifier: nil))
                #expect(try transaction.accounts(in: domain.id) == [second, account])
                #expect(try transaction.accounts(in: nil).count == 2)

                try transaction.setPreference("ceFont", to: ["b", "a", "b"], of: account.id)
                try transaction.setPreference("gone", to: ["x"], of: account.id)
                try transaction.setPreference("gone", to: [], of: account.id)
                #expect(try transaction.preferences(of: account.id) == ["ceFont": ["b", "a", "b"]])
                try transaction.setSubscriptions([("z:c", "Z"), ("a", "A")], of: account.id)
                #expect(try transaction.subscriptions(of: account.id).map(\.calid) == ["z:c", "a"])
            }
            await expectError(.conflict) {
                try await temporary.store.write { transaction throws in
                    let domain = try #require(try transaction.defaultDomain())
                    _ = try transaction.insert(NewAccount(domain: domain.id, name: "BOB", displayName: "", passwordVerifier: nil))
                }
            }
        }
    }

    @Test func removedAccountTakesEverythingItOwned() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            try await store.write { transaction throws in
                let record = try transaction.insert(.sample("a"), resourceName: nil, in: calendar.id, author: "")
                _ = try transaction.replace(record, with: .sample("a", text: "b"), author: "")
                try transaction.insert(
                    Session(
                        idHash: .sample("s"), account: calendar.owner, actingAdministrator: nil, address: "", created: transaction.now,
                        lastUsed: transaction.now))
            }
            #expect(try await store.currentCalendar(calendar.id) != nil)
            let domain = try await store.read { try #require(try $0.defaultDomain()) }
            await expectError(.conflict) { try await store.write { try $0.removeDomain(domain.id) } }
            try await store.write { try $0.removeAccount(calendar.owner) }
            try await store.read { transaction throws in
                #expect(try transaction.account(calendar.owner) == nil)
                #expect(try transaction.calendar(calendar.id) == nil)
                #expect(try transaction.changeLog(of: calendar.id, limit: 5).isEmpty)
                #expect(try transaction.sessions().isEmpty)
            }
            #expect(try await store.currentCalendar(calendar.id) == nil)
            #expect(try await store.check() == [])
            // An id is never given out twice.
            #expect(try await temporary.makeCalendar().id > calendar.id)
        }
    }
}
