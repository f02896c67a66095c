import Accounts
import CalendarService
import Calgate
import Foundation
import Logging
import Testing

struct ConfigurationTests {
    private func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "calgate-\(UUID().uuidString).yaml").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func flagsGoBeforeEnvironmentBeforeFileBeforeDefaults() throws {
        let path = try file("listen: 10.0.0.1:1\ndefault-domain: file.example\nlog-level: debug\nobject-limit: 1 MiB\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let configuration = try Configuration.load(
            flags: ["listen": "[::1]:3"],
            environment: ["CALGATE_LISTEN": "10.0.0.1:2", "CALGATE_DEFAULT_DOMAIN": "env.example", "PATH": "/bin"], file: path)
        #expect(configuration.listen == .tcp(host: "::1", port: 3))
        #expect(configuration.defaultDomain == "env.example")
        #expect(configuration.logLevel == .debug)
        #expect(configuration.service.objectLimit == 1 << 20)
        #expect(configuration.service.publishLimit == 256 << 20)
    }

    @Test func nestedMapsAndLists() throws {
        let path = try file(
            "login:\n  realm: Home\n  window: 60\nwebcal-prefixes: ['', /chandler, /x]\ntrusted-proxies:\n  - 10.0.0.0/8\n  - unix\nadmin-listen:\n"
        )
        defer { try? FileManager.default.removeItem(atPath: path) }
        let configuration = try Configuration.load(file: path)
        #expect(configuration.loginRealm == "Home")
        #expect(configuration.authentication.throttle.window == 60)
        #expect(configuration.webCalPrefixes == ["", "/chandler", "/x"])
        #expect(configuration.adminListen == nil)
    }

    @Test func unknownKeysNameTheNearestOne() throws {
        let path = try file("lsiten: 1\nobjectlimit: 3\nzzzzzzzzzzz: 1\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration.load(flags: ["log-levle": "info"], environment: ["CALGATE_DAAT": "/x"], file: path)
        }
        #expect(
            error.problems == [
                "\(path): lsiten is no setting; did you mean listen?",
                "\(path): objectlimit is no setting; did you mean object-limit?",
                "\(path): zzzzzzzzzzz is no setting; `calgate config template` lists all",
                "--log-levle is no setting; did you mean log-level?",
                "CALGATE_DAAT is no setting; did you mean CALGATE_DATA?",
            ])
    }

    @Test func everyUnusableValueIsNamedWithItsPlace() throws {
        let path = try file("idle-timeout: soon\nlisten: 1.2.3.4:99999\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration.load(flags: ["trusted-proxies": "10.0.0.0/33"], environment: ["CALGATE_OBJECT_LIMIT": "-1"], file: path)
        }
        #expect(error.problems.count == 4)
        #expect(error.description.contains("\(path): idle-timeout: \"soon\""))
        #expect(error.description.contains("CALGATE_OBJECT_LIMIT: \"-1\""))
        #expect(error.description.contains("--trusted-proxies"))
        #expect(throws: ConfigurationError.self) { try Configuration.load(flags: ["tls-key": "/x"]) }
        #expect(throws: ConfigurationError.self) { try Configuration.load(file: "/nonexistent/calgate.yaml") }
    }

    @Test(arguments: ["- a\n- b\n", "a: [", "just words", "\u{0}"])
    func brokenFilesAreErrors(text: String) throws {
        let path = try file(text)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: ConfigurationError.self) { try Configuration.load(file: path) }
    }

    @Test func emptyFilesAreNot() throws {
        for text in ["", "# nothing\n", "---\n", "listen:\n"] {
            let path = try file(text)
            defer { try? FileManager.default.removeItem(atPath: path) }
            #expect(try Configuration.load(file: path).listen == .tcp(host: "127.0.0.1", port: 8100))
        }
    }

    /// The table's defaults are the ones of the code: reading the template with every line switched on changes nothing.
    @Test func theTemplateHoldsTheDefaults() throws {
        let template = Configuration.template
        for setting in Configuration.settings { #expect(template.contains("\n#\(setting.key):")) }
        let switchedOn = template.split(separator: "\n").filter { $0.hasPrefix("#") && !$0.hasPrefix("# ") }.map { $0.dropFirst() }
        let path = try file(switchedOn.joined(separator: "\n"))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect("\(try Configuration.load(file: path))" == "\(Configuration())")
        #expect(Set(Configuration.settings.map(\.key)).count == Configuration.settings.count)
    }

    @Test(arguments: [
        ("8100", "0.0.0.0:8100"), (":80", "0.0.0.0:80"), ("localhost:1", "localhost:1"), ("[::]:5", "[::]:5"),
        ("unix:/run/x", "unix:/run/x"),
    ])
    func addresses(text: String, expected: String) { #expect(ListenAddress(text)?.description == expected) }

    @Test(arguments: ["", "a", "::1", "h:65536", "h:-1", "unix:x", "[::1]", "h: 1", "h:"])
    func noAddresses(text: String) { #expect(ListenAddress(text) == nil) }
}
