import Accounts
import CalendarService
import CalendarStore
import Calgate
import GatewayTesting
import Testing

/// Accounts live in domains; the Host header says which one an unqualified name means (seed; architecture, section 3).
struct DomainTests {
    private let file = "/CalendarData/Calendar.ics"

    /// Two domains beside the default one's accounts: example.org (alias cal.example.org) with a jdoe and an ann of its own.
    private func prepare(_ gateway: RunningGateway) async throws {
        try await gateway.withStore { open, _ in
            let verifier = try await open.authenticator.verifier(for: "other")
            let domain = try await open.store.write { store in
                var domain = try store.insertDomain(name: "example.org", isDefault: false)
                domain.aliases = ["cal.example.org"]
                try store.update(domain)
                return domain
            }
            for name in ["jdoe", "ann"] {
                _ = try await open.service.createAccount(
                    NewAccount(domain: domain.id, name: name, displayName: name, passwordVerifier: verifier))
            }
        }
    }

    @Test("The Host's domain comes first, its alias too; then the default domain; name@domain always works")
    func hostDecides() async throws {
        try await RunningGateway.run { gateway async throws in
            try await prepare(gateway)
            let home = gateway.client("jdoe")
            let away = gateway.client("jdoe", password: "other")
            _ = try await home.put(file, text: Samples.calendar(Samples.event("home")))
            for host in ["example.org", "CAL.example.org:8100"] {
                let put = try await away.put(file, headers: [("Host", host)], text: Samples.calendar(Samples.event("away")))
                #expect(put.status == 204)
                #expect(try await away.get(file, headers: [("Host", host)]).text.contains("UID:away"))
                // Never two password checks: the name means the Host's account, and its password only.
                #expect(try await home.get(file, headers: [("Host", host)]).status == 401)
            }
            #expect(!(try await home.get(file).text.contains("UID:away")))
            #expect(try await gateway.client("jdoe@example.org", password: "other").get(file).text.contains("UID:away"))
            #expect(try await gateway.client("susan").get(file, headers: [("Host", "example.org")]).status == 200)
            #expect(try await gateway.client("ann", password: "other").get(file).status == 401)
        }
    }

    @Test("~name means the Host's domain, ~name@domain any")
    func foreignNames() async throws {
        try await RunningGateway.run { gateway async throws in
            try await prepare(gateway)
            let away = gateway.client("jdoe", password: "other")
            _ = try await away.put(file, headers: [("Host", "example.org")], text: Samples.calendar(Samples.event("away")))
            try await gateway.setAccess("jdoe@example.org", "susan@localhost^a^r^g")
            let susan = gateway.client("susan")
            #expect(try await susan.get("/CalendarData/~jdoe@example.org/Calendar.ics").text.contains("UID:away"))
            #expect(try await susan.get("/CalendarData/~jdoe/Calendar.ics").status == 404)
            #expect(try await susan.get("/CalendarData/~jdoe/", headers: [("Host", "example.org")]).text.contains("UID:away"))
        }
    }

    @Test("The WebCal service can be switched off for an account and for a domain; WCAP goes on")
    func switchedOff() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let paths = [file, "/webcal/collection/jdoe", "/CalDAV/"]
            try await gateway.withStore { open, _ in
                let found = try await open.account("jdoe")
                try await open.store.write { store in
                    var account = found
                    account.isWebCalEnabled = false
                    try store.update(account)
                }
            }
            for path in paths { #expect(try await jdoe.get(path).status == 403, "\(path)") }
            #expect(try await jdoe.get("/login.wcap?user=jdoe&password=\(RunningGateway.password)").text.contains("ERRNO:0"))
            #expect(try await gateway.client("susan").get(file).status == 200)
            try await gateway.withStore { open, _ in
                try await open.store.write { store in
                    guard var domain = try store.defaultDomain() else { return }
                    domain.isWebCalEnabled = false
                    try store.update(domain)
                }
            }
            #expect(try await gateway.client("susan").get(file).status == 403)
        }
    }
}
