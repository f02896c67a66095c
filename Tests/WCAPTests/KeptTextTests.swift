import Accounts
import CalendarService
import CalendarStore
import Foundation
import ICalendar
import Logging
import Testing

@testable import WCAP

/// Texts of components are made once and kept: they must never be those of another time, form or reader.
struct KeptTextTests {
    private static let week = "dtstart=20250308T000000Z&dtend=20250315T000000Z"
    private static let march = "dtstart=20250301T000000Z&dtend=20250401T000000Z"

    /// Series and items with every form of time (`fixtures/wcap-texts`).
    private static func sample() throws -> String {
        try String(contentsOf: FixtureTests.root.appending(path: "wcap-texts/series.ics"), encoding: .utf8)
    }

    private static let switches = [
        "", "&recurring=1", "&compressed=1", "&tzidout=Europe/Berlin", "&tzidout=America/New_York&relativealarm=1", "&attrset=0",
        "&attrset=1&relativealarm=1", "&emailorcalid=1", "&relativealarm=1", "&fetchattach=1&component-type=event",
        "&compstate=PUBLISH-COMPLETED", "&fetchorder=3&maxResults=9",
    ]

    @Test("Answers from memory are those of a server that keeps nothing, whoever asks how for what in turn, also after changes")
    func alternatingReaders() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let susan = try await server.login("susan")
            try await server.importing(try Self.sample(), id: id)
            _ = await server.text("set_calprops?id=\(id)&calid=jdoe&acl=susan^a^rwd^g;@^a^r^g&fmt-out=text/calendar")
            var requests: [String] = []
            for format in OutputFormat.allCases {
                for sender in ["id=\(id)&", "id=\(susan)&", ""] {
                    for change in Self.switches {
                        requests.append("fetchcomponents_by_range?\(sender)calid=jdoe&\(Self.week)&fmt-out=\(format.rawValue)\(change)")
                    }
                }
            }
            func expectSame(_ numbers: some Sequence<Int>) async {
                let forgetful = server.forgetful
                for number in numbers {
                    let request = requests[number % requests.count]
                    let (kept, made) = (await server.answer(request).octets, await forgetful.answer(request).octets)
                    #expect(kept == made, "\(request)")
                    #expect(kept.count > 500, "\(request)")
                }
            }
            // Neighbours in the list differ in little; in strides the readers and formats take turns.
            await expectSame(requests.indices)
            await expectSame(requests.indices.map { $0 * 37 })
            let calendar = "fmt-out=text/calendar"
            let edits = [
                "storeevents?id=\(id)&uid=float&rid=20250310T080000Z&mod=1&summary=another&\(calendar)",
                "storeevents?id=\(id)&uid=private&mod=4&rid=20250304T080000Z&location=elsewhere&\(calendar)",
                "deleteevents_by_id?id=\(id)&uid=future&rid=20250310T080000Z&mod=1&\(calendar)",
                "set_calprops?id=\(id)&calid=jdoe&tzid=America/New_York&\(calendar)",
            ]
            for edit in edits {
                let answer = await server.text(edit)
                #expect(answer.errnos == [0], "\(edit): \(answer)")
                await expectSame(stride(from: 0, to: requests.count, by: 5))
            }
        }
    }

    @Test("An instance's text with its digits put in is the text of the instance made anew", arguments: OutputFormat.allCases)
    func digits(format: OutputFormat) async throws {
        try await TestServer.run { server in
            try await server.importing(try Self.sample(), id: try await server.login("jdoe"))
            for change in Self.switches where !change.contains("recurring") && !change.contains("maxResults") {
                let call = try await server.call("calid=jdoe&fmt-out=\(format.rawValue)\(change)", of: "jdoe", format: format)
                let info = try await call.service.calendar(.calid("jdoe"), for: call.caller)
                let options = try FetchOptions(call)
                let rendering = ComponentRendering(options: options, info: info, registry: call.service.zones)
                let book = AddressBook(owner: info.owner, call: call, asMail: options.addressesAsMail)
                let identity = RenderingIdentity.Table().identity(
                    rendering.values(ownersLines: book.ownersLines, domain: call.caller.domain), zone: options.time.zone)
                let series = SeriesRendering(rendering, identity: identity)
                let selection = InstanceSelection.overlapping(.distantPast..<(.distantFuture))
                let made = try await call.service.collectWithAddresses(
                    .all, in: .calid("jdoe"), for: call.caller, into: (texts: [[UInt8]](), components: [[Component]]())
                ) { made, view, lookup in
                    var (book, fetched) = (book, FetchedText(outputZone: options.time.zone))
                    try series.append(view, selecting: selection, book: &book, lookup: lookup, to: &fetched)
                    var octets = AnswerOctets()
                    octets.append(fetched.buffers)
                    made.texts.append(octets.joined)
                    made.components.append(try series.components(of: view, selecting: selection, book: &book, lookup: lookup))
                    return true
                } finish: {
                    $0
                }
                #expect(made.components.joined().count > 100)
                for (text, components) in zip(made.texts, made.components) {
                    #expect(text == Self.text(components, format), "\(change) \(components.first?.first(.uid)?.text ?? "")")
                }
            }
        }
    }

    private static func text(_ components: [Component], _ format: OutputFormat) -> [UInt8] {
        var text: [UInt8] = []
        var xml = XMLComponentWriter()
        for component in components {
            switch format {
            case .calendar: Serializer().append(component, to: &text)
            case .xml: xml.append(component, to: &text)
            case .script: ScriptPageWriter.appendEscaped(Serializer().text(of: component), to: &text)
            }
        }
        return text
    }

    @Test("What is secret to one reader stays so after the owner has read it, and the other way round", arguments: OutputFormat.allCases)
    func secrets(format: OutputFormat) async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let susan = try await server.login("susan")
            _ = await server.text("set_calprops?id=\(id)&calid=jdoe&acl=susan^a^r^g;@^a^r^g&fmt-out=text/calendar")
            for (uid, kind) in [("p", "PRIVATE"), ("c", "CONFIDENTIAL")] {
                let stored = await server.text(
                    "storeevents?id=\(id)&uid=\(uid)&dtstart=20250303T100000Z&dtend=20250303T110000Z&rrules=%22FREQ=DAILY;COUNT=3%22"
                        + "&summary=secret&location=hidden&desc=hush&alarmStart=-PT15M&icsClass=\(kind)&fmt-out=text/calendar")
                #expect(stored.errnos == [0])
            }
            for change in ["", "&recurring=1"] {
                for reader in [susan, id, susan, "", id, ""] {
                    let text = await server.text(
                        "fetchcomponents_by_range?id=\(reader)&calid=jdoe&\(Self.march)&fmt-out=\(format.rawValue)\(change)")
                    for word in ["secret", "hidden", "hush", "ALARM"] {
                        #expect(text.contains(word) == (reader == id), "\(word) for \(reader)")
                    }
                    #expect(text.contains("PRIVATE") && text.contains("CONFIDENTIAL"))
                }
            }
        }
    }

    @Test("Names of people are those of now: an account that comes, changes and goes, and the owner's")
    func people() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let calendar = "BEGIN:VEVENT\nUID:m\nDTSTART:20250303T100000Z\nSEQUENCE:1\nORGANIZER:mailto:jdoe@example.com\n"
            try await server.importing(calendar + "ATTENDEE:mailto:new@example.com\nEND:VEVENT", id: id)
            try await server.importing("BEGIN:VEVENT\nUID:n\nDTSTART:20250303T100000Z\nEND:VEVENT", id: id)
            func lines() async -> [String] {
                await server.text("fetchcomponents_by_range?id=\(id)&\(Self.march)&fmt-out=text/calendar").contentLines
            }
            func attendee() async -> String? { await lines().first { $0.hasPrefix("ATTENDEE") } }
            #expect(await attendee()?.hasSuffix(":mailto:new@example.com") == true)
            let jdoe = try #require(try await server.service.account(emailAddress: "jdoe@example.com"))
            var account = NewAccount(
                domain: jdoe.domain, name: "newcomer", displayName: "New", emailAddresses: ["new@example.com"], passwordVerifier: nil)
            account.timeZone = "UTC"
            let newcomer = try await server.service.createAccount(account)
            #expect(await attendee()?.hasSuffix("X-S1CS-EMAIL=new@example.com:newcomer") == true)
            var renamed = newcomer
            renamed.emailAddresses = ["other@example.com"]
            let other = renamed
            try await server.service.store.write { try $0.update(other) }
            #expect(await attendee()?.hasSuffix(":mailto:new@example.com") == true)
            #expect(await lines().contains { $0.hasPrefix("ORGANIZER") && $0.contains("John Doe") })
            var owner = jdoe
            owner.displayName = "Johnny"
            let changed = owner
            try await server.service.store.write { try $0.update(changed) }
            let organizers = await lines().filter { $0.hasPrefix("ORGANIZER") }.joined()
            #expect(organizers.contains("Johnny") && !organizers.contains("John Doe"))
        }
    }

    @Test("A range whose ends are equal is an instant: what takes place then is found, what ends or begins beside it is not")
    func instant() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            for (uid, start, end) in [
                ("before", "110000", "120000"), ("running", "113000", "123000"), ("from", "120000", "130000"),
                ("point", "120000", "120000"),
                ("after", "120001", "130000"),
            ] {
                _ = await server.text("storeevents?id=\(id)&uid=\(uid)&dtstart=20250315T\(start)Z&dtend=20250315T\(end)Z")
            }
            _ = await server.text("storeevents?id=\(id)&uid=daily&dtstart=20250310T113000Z&dtend=20250310T123000Z&rrules=%22FREQ=DAILY%22")
            let text = await server.text(
                "fetchcomponents_by_range?id=\(id)&dtstart=20250315T120000Z&dtend=20250315T120000Z&fmt-out=text/calendar")
            let uids = text.contentLines.filter { $0.hasPrefix("UID:") }.map { $0.dropFirst(4) }
            #expect(uids.sorted() == ["daily", "from", "point", "running"])
        }
    }
}

extension TestServer {
    /// The same store behind a service that knows nothing yet and keeps no parsed objects.
    fileprivate var forgetful: TestServer {
        var settings = service.settings
        settings.objectCacheSize = 0
        let other = CalendarService(
            store: service.store, zones: service.zones, clock: clock, settings: settings, logger: .init(label: "test"))
        let environment = WCAPEnvironment(
            service: other, authenticator: runner.environment.authenticator, settings: runner.environment.settings)
        return TestServer(runner: CommandRunner(environment: environment), service: other, clock: clock)
    }

    /// A call as `fetchcomponents_by_range` gets it.
    fileprivate func call(_ query: String, of user: String, format: OutputFormat) async throws -> Call {
        let account = try #require(try await service.account(emailAddress: "\(user)@example.com"))
        let request = CommandRequest(command: "fetchcomponents_by_range", parameters: Parameters(query: Bytes(utf8: query)), uploads: [])
        return Call(
            environment: runner.environment, command: FetchByRange(), request: request, format: format,
            caller: Caller(account: account, domain: account.domain), sessionID: nil, session: nil, isAnonymous: false,
            answerSize: service.answerSize())
    }
}
