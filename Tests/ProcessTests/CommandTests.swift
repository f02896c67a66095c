import Foundation
import Testing

/// Every command once, with its exit code, what goes to standard output and what to standard error.
@Suite(.serialized) struct CommandTests {
    static let commands: [[String]] = [
        [], ["serve"], ["user"], ["user", "add"], ["user", "list"], ["user", "remove"], ["user", "set-password"],
        ["user", "enable-webcal"],
        ["user", "disable-webcal"], ["domain"], ["domain", "add"], ["domain", "alias"], ["domain", "list"], ["domain", "remove"],
        ["calendar"], ["calendar", "create"], ["calendar", "list"], ["calendar", "remove"], ["calendar", "history"],
        ["calendar", "restore"], ["calendar", "access"], ["link"], ["link", "add"], ["link", "list"], ["link", "revoke"], ["import"],
        ["export"], ["expand"], ["format"], ["timezone"], ["store"],
        ["store", "check"], ["store", "backup"], ["store", "restore"], ["config"], ["config", "template"], ["config", "check"], ["version"],
    ]

    @Test("Every command explains itself", arguments: commands) func help(command: [String]) async throws {
        let outcome = try await CalgateCommandLine.run(command + ["--help"])
        #expect(outcome.exitCode == 0 && outcome.text.contains("USAGE: calgate") && outcome.messages.isEmpty)
    }

    @Test(
        "Wrong usage is exit code 2, with a message and no data",
        arguments: [
            ["bogus"], ["user", "add"], ["user", "add", "x", "--colour", "red"], ["calendar", "restore", "jdoe"],
            ["calendar", "restore", "jdoe", "--at", "yesterday", "--data", "/tmp"], ["expand", "-", "--start", "soon", "--end", "later"],
            ["timezone"], ["calendar", "access", "jdoe", "shout"], ["calendar", "access", "jdoe", "set"],
            ["link", "add"], ["link", "add", "jdoe", "--view", "half"], ["link", "revoke", "all"],
            ["user", "add", "x", "--email", "not an address"], ["serve", "--listen", "nowhere"],
        ]
    ) func wrongUsage(arguments: [String]) async throws {
        let outcome = try await CalgateCommandLine.run(arguments, limit: 20)
        #expect(outcome.exitCode == 2, "\(outcome.messages)")
        #expect(outcome.output.isEmpty && outcome.messages.hasPrefix("Error: "))
    }

    @Test("Accounts: added, listed, changed, removed") func accounts() async throws {
        try await withFolder { folder, data throws in
            let added = try await CalgateCommandLine.succeed(
                "user", "add", "jdoe", "--data", data, "--password-file", "-", "--display-name", "John Doe", "--email", "jd@example.com",
                "--time-zone", "Europe/Berlin", input: "secret\n")
            #expect(added.output.isEmpty && added.messages == "added jdoe@localhost\n")
            let list = try await CalgateCommandLine.succeed("user", "list", "--data", data)
            #expect(list.lines == ["jdoe@localhost\tJohn Doe\tjd@example.com\t"] && list.messages.isEmpty)
            let password = try folder.write("password", "other\n")
            try await CalgateCommandLine.succeed("user", "set-password", "jdoe", "--data", data, "--password-file", password)
            try await CalgateCommandLine.succeed("user", "disable-webcal", "jdoe", "--data", data)
            #expect(try await CalgateCommandLine.succeed("user", "list", "--data", data).text.contains("webcal-disabled"))
            try await CalgateCommandLine.succeed("user", "enable-webcal", "jdoe", "--data", data)
            try await CalgateCommandLine.succeed("user", "remove", "jdoe", "--data", data)
            #expect(try await CalgateCommandLine.succeed("user", "list", "--data", data).output.isEmpty)
            for failing in [
                ["user", "remove", "jdoe"], ["user", "set-password", "jdoe", "--password-file", password],
                ["user", "enable-webcal", "jdoe"],
                ["calendar", "create", "jdoe", "x"], ["export", "jdoe"], ["calendar", "history", "jdoe"],
            ] {
                let outcome = try await CalgateCommandLine.run(failing + ["--data", data])
                #expect(outcome.exitCode == 1 && outcome.output.isEmpty && outcome.messages.hasPrefix("Error: "), "\(failing)")
            }
            let twice = ["user", "add", "jdoe", "--data", data, "--password-file", password]
            #expect(try await CalgateCommandLine.run(twice).exitCode == 0)
            let again = try await CalgateCommandLine.run(twice)
            #expect(again.exitCode == 1 && again.messages.contains("jdoe"))
            let unknownZone = try await CalgateCommandLine.run(
                ["user", "add", "b", "--data", data, "--password-file", password, "--time-zone", "Mars/Olympus"])
            #expect(unknownZone.exitCode == 2 && unknownZone.messages.contains("Mars/Olympus"))
        }
    }

    @Test("Domains: added, given another name, listed, removed") func domains() async throws {
        try await withFolder { _, data throws in
            try await CalgateCommandLine.succeed("domain", "add", "Example.com", "--data", data)
            try await CalgateCommandLine.succeed("domain", "alias", "example.com", "example.org", "--data", data)
            let list = try await CalgateCommandLine.succeed("domain", "list", "--data", data)
            #expect(list.lines.contains("example.com\texample.org\t") && list.lines.contains("localhost\t\tdefault"))
            try await CalgateCommandLine.succeed(
                "user", "add", "jdoe@example.com", "--data", data, "--password-file", "-", input: "secret\n")
            #expect(try await CalgateCommandLine.run("domain", "remove", "example.com", "--data", data).exitCode == 1)
            try await CalgateCommandLine.succeed("user", "remove", "jdoe@example.com", "--data", data)
            try await CalgateCommandLine.succeed("domain", "alias", "example.com", "example.org", "--remove", "--data", data)
            try await CalgateCommandLine.succeed("domain", "remove", "example.com", "--data", data)
            #expect(try await CalgateCommandLine.succeed("domain", "list", "--data", data).lines == ["localhost\t\tdefault"])
        }
    }

    @Test("Calendars and files: created, filled, listed, shared, exported, removed") func calendars() async throws {
        try await withFolder { folder, data throws in
            try await CalgateCommandLine.succeed("user", "add", "jdoe", "--data", data, "--password-file", "-", input: "secret\n")
            let created = try await CalgateCommandLine.succeed("calendar", "create", "jdoe", "newcal", "--data", data)
            #expect(created.lines == ["jdoe:newcal"])
            #expect(try await CalgateCommandLine.run("calendar", "create", "jdoe", "newcal", "--data", data).exitCode == 1)
            let file = try folder.write("file.ics", SampleText.calendar([SampleText.event("a"), SampleText.event("b")]))
            let imported = try await CalgateCommandLine.succeed("import", "jdoe:newcal", file, "--data", data)
            #expect(imported.output.isEmpty && imported.messages == "2 added, 0 changed, 0 unchanged, 0 removed\n")
            let again = try await CalgateCommandLine.succeed("import", "jdoe:newcal", file, "--dry-run", "--data", data)
            #expect(again.messages == "would be: 0 added, 0 changed, 2 unchanged, 0 removed\n")
            let bad = SampleText.calendar([SampleText.event("c"), SampleText.event("d", extra: ["RRULE:FREQ=SOMETIMES"])])
            let refused = try await CalgateCommandLine.run(["import", "jdoe:newcal", "-", "--data", data], input: bad)
            #expect(refused.exitCode == 1 && refused.messages.contains("(d)") && refused.output.isEmpty)
            let partial = try await CalgateCommandLine.run(["import", "jdoe:newcal", "-", "--partial", "--data", data], input: bad)
            #expect(partial.exitCode == 0 && partial.messages.contains("1 added"))
            let export = try await CalgateCommandLine.succeed("export", "jdoe:newcal", "--data", data)
            #expect(export.text.values("UID") == ["a", "b", "c"] && export.messages.isEmpty)
            let list = try await CalgateCommandLine.succeed("calendar", "list", "--data", data)
            #expect(list.lines.count == 2 && list.lines.contains { $0.hasPrefix("jdoe:newcal\tjdoe@localhost\tnewcal\t") })
            let shared = try await CalgateCommandLine.succeed(
                "calendar", "access", "jdoe:newcal", "set", "@@o^a^rwd^g", "@^a^r^g", "--data", data)
            #expect(shared.lines == ["@@o^a^rwd^g", "@^a^r^g"])
            #expect(try await CalgateCommandLine.succeed("calendar", "access", "jdoe:newcal", "list", "--data", data).lines == shared.lines)
            try await CalgateCommandLine.succeed("calendar", "remove", "jdoe:newcal", "--data", data)
            #expect(try await CalgateCommandLine.run("export", "jdoe:newcal", "--data", data).exitCode == 1)
        }
    }

    @Test("Links: made with their secret told once, listed, revoked") func links() async throws {
        try await withFolder { folder, data throws in
            for name in ["jdoe", "susan"] {
                try await CalgateCommandLine.succeed("user", "add", name, "--data", data, "--password-file", "-", input: "secret\n")
            }
            try await CalgateCommandLine.succeed("calendar", "create", "jdoe", "newcal", "--data", data)
            let first = try await CalgateCommandLine.succeed("link", "add", "jdoe", "--data", data)
            #expect(first.messages == "added link 1 to jdoe\n")
            let path = try #require(first.lines.first)
            let secret = String(path.dropFirst("/webcal/link/".count).dropLast(".ics".count))
            #expect(first.lines == ["/webcal/link/\(secret).ics"] && secret.utf8.count == 26)
            let second = try await CalgateCommandLine.succeed(
                "link", "add", "jdoe:newcal", "--view", "busy", "--comment", "the whole team", "--data", data)
            #expect(second.messages == "added link 2 to jdoe:newcal\n" && second.lines != first.lines)
            try await CalgateCommandLine.succeed("link", "add", "susan", "--view", "public", "--data", data)
            func listed(_ calendar: String...) async throws -> [[String]] {
                let outcome = try await CalgateCommandLine.run(["link", "list"] + calendar + ["--data", data])
                #expect(outcome.exitCode == 0 && outcome.messages.isEmpty && !outcome.text.contains(secret))
                return outcome.text.split(separator: "\n").map {
                    $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                }
            }
            let all = try await listed()
            #expect(
                all.map { [$0[0], $0[1], $0[2], $0[4], $0[5]] } == [
                    ["1", "jdoe", "full", "-", ""], ["2", "jdoe:newcal", "busy", "-", "the whole team"], ["3", "susan", "public", "-", ""],
                ])
            #expect(try await listed("jdoe:newcal") == [all[1]])
            let revoked = try await CalgateCommandLine.succeed("link", "revoke", "2", "--data", data)
            #expect(revoked.output.isEmpty && revoked.messages == "revoked link 2 to jdoe:newcal\n")
            #expect(try await listed() == [all[0], all[2]])
            for failing in [["revoke", "2"], ["add", "nobody"], ["list", "nobody"], ["add", "jdoe", "--comment", "two\nlines"]] {
                let outcome = try await CalgateCommandLine.run(["link"] + failing + ["--data", data])
                #expect(outcome.exitCode == 1 && outcome.output.isEmpty && outcome.messages.hasPrefix("Error: "), "\(failing)")
            }
        }
    }

    @Test("What settings name and is not there is said by config check and by serve, all of it") func settingsThatNameNothing() async throws
    {
        try await withFolder { folder, data throws in
            let settings = "temporary-directory: /nowhere/at/all\nsendmail-command: /nowhere/sendmail -t\nwcap-time-zone: Mars/Olympus\n"
            let file = try folder.write("settings.yaml", settings)
            for command in [["config", "check", file], ["serve", "--data", data, "--listen", "127.0.0.1:0", "--config", file]] {
                let outcome = try await CalgateCommandLine.run(command, limit: 20)
                #expect(outcome.exitCode == 1)
                for name in ["/nowhere/at/all", "/nowhere/sendmail", "Mars/Olympus"] { #expect(outcome.messages.contains(name)) }
            }
            let certificate = try folder.write("tls.yaml", "tls-certificate: /nowhere/cert.pem\ntls-key: /nowhere/key.pem\n")
            let outcome = try await CalgateCommandLine.run("config", "check", certificate)
            #expect(outcome.exitCode == 1 && outcome.messages.contains("/nowhere/cert.pem"))
            let missing = try await CalgateCommandLine.run("config", "check", folder.file("no.yaml"))
            #expect(missing.exitCode == 1 && missing.messages.contains("no such file"))
        }
    }

    @Test("A password may come out of a pipe or a device") func passwordFromDevice() async throws {
        try await withFolder { _, data throws in
            try await CalgateCommandLine.succeed(
                "user", "add", "jdoe", "--data", data, "--password-file", "/dev/stdin", input: "secret\n")
        }
    }

    @Test("A command that only looks does not make a store where there is none")
    func missingStore() async throws {
        try await withFolder { folder, data throws in
            for command in [
                ["store", "check"], ["user", "list"], ["calendar", "list"], ["store", "backup", folder.file("copy")], ["export", "jdoe"],
            ] {
                let outcome = try await CalgateCommandLine.run(command + ["--data", data])
                #expect(outcome.exitCode == 1 && outcome.messages.contains(data), "\(command): \(outcome.messages)")
                #expect(!FileManager.default.fileExists(atPath: data))
            }
        }
    }

    // MARK: Texts

    @Test("expand prints one start a line, in the range's order") func expand() async throws {
        let text = SampleText.calendar([
            SampleText.event("utc", extra: ["RRULE:FREQ=DAILY;COUNT=3"]),
            SampleText.event("day").replacingOccurrences(of: "DTSTART:20260302T090000Z", with: "DTSTART;VALUE=DATE:20260303")
                .replacingOccurrences(of: "\r\nDTEND:20260302T100000Z", with: ""),
            SampleText.event("floating").replacingOccurrences(of: "T090000Z", with: "T080000").replacingOccurrences(
                of: "T100000Z", with: "T083000"),
        ])
        let outcome = try await CalgateCommandLine.run(
            ["expand", "-", "--start", "20260302T000000Z", "--end", "20260304T000000Z"], input: text)
        #expect(outcome.exitCode == 0 && outcome.messages.isEmpty)
        #expect(outcome.lines == ["20260302T080000", "20260302T090000Z", "20260303", "20260303T090000Z"])
    }

    @Test("format writes what it read; what may not be stored is refused with every reason") func format() async throws {
        let good = SampleText.calendar([SampleText.event("a", summary: String(repeating: "long ", count: 30))])
        let formatted = try await CalgateCommandLine.run(["format", "-"], input: good.replacingOccurrences(of: "\r\n", with: "\n"))
        #expect(formatted.exitCode == 0 && formatted.text.contentLines == good.contentLines)
        #expect(formatted.text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 75 })
        let bad = SampleText.calendar([
            SampleText.event("two", extra: ["DTSTART:20260303T090000Z"]), SampleText.event("kinds"),
            SampleText.event("kinds").replacingOccurrences(of: "VEVENT", with: "VTODO").replacingOccurrences(of: "DTEND", with: "DUE"),
        ])
        let refused = try await CalgateCommandLine.run(["format", "-"], input: bad)
        #expect(refused.exitCode == 1 && refused.output.isEmpty)
        for uid in ["two", "kinds"] {
            #expect(refused.messages.split(separator: "\n").contains { $0.contains(": error: ") && $0.contains("(\(uid))") }, "\(uid)")
        }
        let odd = try await CalgateCommandLine.run(
            ["format", "-"], input: SampleText.calendar([SampleText.event("never", extra: ["RRULE:FREQ=SOMETIMES"])]))
        #expect(odd.exitCode == 0 && odd.text.contentLines.contains("RRULE:FREQ=SOMETIMES") && odd.messages.contains(": warning: "))
        let cut = try await CalgateCommandLine.run(["format", "-"], input: String(good.prefix(120)))
        #expect(cut.exitCode == 1 && cut.output.isEmpty && cut.messages.contains("error"))
        let missing = try await CalgateCommandLine.run("format", "/nowhere/at/all.ics")
        #expect(missing.exitCode == 1 && missing.messages.contains("/nowhere/at/all.ics"))
    }

    @Test("timezone prints the VTIMEZONE of Olson and Windows names") func timeZone() async throws {
        for name in ["Europe/Berlin", "W. Europe Standard Time"] {
            let zone = try await CalgateCommandLine.succeed("timezone", name)
            #expect(zone.text.contentLines.first == "BEGIN:VTIMEZONE" && zone.text.contains("TZOFFSETTO:+0200") && zone.messages.isEmpty)
        }
        let unknown = try await CalgateCommandLine.run("timezone", "Mars/Olympus")
        #expect(unknown.exitCode == 1 && unknown.output.isEmpty && unknown.messages.contains("Mars/Olympus"))
        #expect(try await CalgateCommandLine.succeed("timezone", "--list").lines.contains("Europe/Berlin"))
    }

    @Test("The template is a good configuration; an unknown key is named with the nearest known one") func configuration() async throws {
        try await withFolder { folder, data throws in
            let template = try await CalgateCommandLine.succeed("config", "template")
            let good = try folder.write("good.yaml", template.text)
            let checked = try await CalgateCommandLine.succeed("config", "check", good)
            #expect(checked.output.isEmpty)
            let bad = try folder.write("bad.yaml", "lissten: 127.0.0.1:8100\npublish-limit: many\n")
            let refused = try await CalgateCommandLine.run("config", "check", bad)
            #expect(refused.exitCode == 1 && refused.output.isEmpty)
            #expect(
                refused.messages.contains("lissten") && refused.messages.contains("listen") && refused.messages.contains("publish-limit"))
            let used = try await CalgateCommandLine.run("serve", "--data", data, "--config", bad, limit: 20)
            #expect(used.exitCode == 1 && used.messages.contains("lissten"))
        }
    }

    @Test func version() async throws {
        let outcome = try await CalgateCommandLine.succeed("version")
        #expect(outcome.lines.count == 1 && outcome.lines[0].contains("."))
    }

    private func withFolder(_ body: (TemporaryFolder, String) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await body(folder, folder.file("data"))
    }
}
