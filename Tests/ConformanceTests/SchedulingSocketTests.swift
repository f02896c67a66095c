import Calgate
import Foundation
import GatewayTesting
import Testing

/// Meetings over WCAP on a real socket, between accounts and with people elsewhere (`spec/wcap.md` 6.5).
struct SchedulingSocketTests {
    private static let times = "dtstart=20260302T090000Z&dtend=20260302T100000Z"
    private static let invitation =
        "storeevents?calid=jdoe&uid=plan&\(times)&summary=Plan&method=2&attendees=PARTSTAT=ACCEPTED^jdoe;PARTSTAT=NEEDS-ACTION^RSVP=TRUE^susan"
    private static let susanAccepts = "storeevents?calid=susan&uid=plan&method=4&attendees=PARTSTAT=ACCEPTED^susan"

    private func attendee(_ name: String, in lines: [String]) -> String {
        lines.first { $0.hasPrefix("ATTENDEE") && $0.hasSuffix(name) } ?? lines.first { $0.hasPrefix("ATTENDEE") && $0.contains(name) }
            ?? ""
    }

    @Test("Invited, accepted, moved, called off")
    func meeting() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = try await WCAPSession(gateway, "jdoe")
            let susan = try await WCAPSession(gateway, "susan")
            #expect(try await jdoe.errno(Self.invitation) == 0)
            let open = "fetchcomponents_by_range?calid=susan&compstate=REQUEST-NEEDS-ACTION"
            #expect(try await susan.lines(open).contains("UID:plan"))
            #expect(try await gateway.client("susan").get("/CalendarData/Calendar.ics").text.contains("SUMMARY:Plan"))

            #expect(try await susan.errno(Self.susanAccepts) == 0)
            #expect(try await !susan.lines(open).contains("UID:plan"))
            let seen = try await jdoe.lines("fetchevents_by_id?calid=jdoe&uid=plan")
            #expect(attendee("susan", in: seen).contains("PARTSTAT=ACCEPTED"))

            // Another time asks everybody again (RFC 5546 section 3.2.2.1); another title does not.
            #expect(try await jdoe.errno("storeevents?calid=jdoe&uid=plan&summary=Plans&method=2&storetype=2") == 0)
            #expect(attendee("susan", in: try await jdoe.lines("fetchevents_by_id?calid=jdoe&uid=plan")).contains("PARTSTAT=ACCEPTED"))
            let moved = "storeevents?calid=jdoe&uid=plan&dtstart=20260303T090000Z&dtend=20260303T100000Z&method=2&storetype=2"
            #expect(try await jdoe.errno(moved) == 0)
            #expect(attendee("susan", in: try await jdoe.lines("fetchevents_by_id?calid=jdoe&uid=plan")).contains("PARTSTAT=NEEDS-ACTION"))
            #expect(attendee("jdoe", in: try await jdoe.lines("fetchevents_by_id?calid=jdoe&uid=plan")).contains("PARTSTAT=ACCEPTED"))
            let asked = try await susan.lines(open)
            #expect(asked.contains("DTSTART:20260303T090000Z") && attendee("susan", in: asked).contains("RSVP=TRUE"))

            #expect(try await jdoe.errno("deleteevents_by_id?calid=jdoe&uid=plan&rid=0&mod=4&notify=1") == 0)
            #expect(try await susan.errno("fetchevents_by_id?calid=susan&uid=plan") == 59)
            #expect(try await susan.lines("fetch_deletedcomponents?calid=susan&dtstart=0&dtend=0").contains("UID:plan"))
        }
    }

    @Test("A deletion over a range calls off what it takes")
    func range() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = try await WCAPSession(gateway, "jdoe")
            let susan = try await WCAPSession(gateway, "susan")
            #expect(try await jdoe.errno(Self.invitation + ";PARTSTAT=NEEDS-ACTION^mailto:guest@elsewhere.example") == 33)
            let range = "deleteevents_by_range?calid=jdoe&dtstart=20260302T000000Z&dtend=20260303T000000Z&notify=1"
            #expect(try await jdoe.errno(range) == 33)
            #expect(try await jdoe.errno("fetchevents_by_id?calid=jdoe&uid=plan") == 59)
            #expect(try await susan.errno("fetchevents_by_id?calid=susan&uid=plan") == 59)
        }
    }

    @Test("What one guest answers the others see")
    func guests() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = try await WCAPSession(gateway, "jdoe")
            let susan = try await WCAPSession(gateway, "susan")
            let admin = try await WCAPSession(gateway, "admin")
            #expect(try await jdoe.errno(Self.invitation + ";PARTSTAT=NEEDS-ACTION^admin") == 0)
            #expect(try await susan.errno(Self.susanAccepts) == 0)
            let seen = try await admin.lines("fetchevents_by_id?calid=admin&uid=plan")
            #expect(attendee("susan", in: seen).contains("PARTSTAT=ACCEPTED"))
            #expect(attendee("admin", in: seen).contains("PARTSTAT=NEEDS-ACTION"))
        }
    }

    @Test("Mail to people elsewhere goes through the configured command, or is errno 33")
    func mail() async throws {
        let guest = Self.invitation + ";PARTSTAT=NEEDS-ACTION^mailto:guest@elsewhere.example"
        try await RunningGateway.run { gateway in
            let jdoe = try await WCAPSession(gateway, "jdoe")
            #expect(try await jdoe.errno(guest) == 33)
            #expect(try await jdoe.errno("fetchevents_by_id?calid=jdoe&uid=plan") == 0)
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "calgate mail \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (script, sent) = (folder.appending(path: "send it"), folder.appending(path: "sent"))
        try "#!/bin/sh\ncat > '\(sent.path).part' && mv '\(sent.path).part' '\(sent.path)'\n".write(
            to: script, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script.path)
        try await RunningGateway.run(configure: { $0.sendmailCommand = "\"\(script.path)\" -t" }) { gateway in
            let jdoe = try await WCAPSession(gateway, "jdoe")
            #expect(try await jdoe.errno(guest + "&location=Caf%C3%A9") == 0)
            var waits = 0
            while !FileManager.default.fileExists(atPath: sent.path), waits < 300 {
                try await Task.sleep(for: .milliseconds(100))
                waits += 1
            }
            let text = try String(contentsOf: sent, encoding: .utf8)
            #expect(text.contains("To: <guest@elsewhere.example>") && text.contains("multipart/alternative"))
            // Nothing but CRLF, seven bits and short lines (RFC 6047, RFC 5322).
            #expect(text.utf8.allSatisfy { $0 < 0x80 } && !text.replacing("\r\n", with: "").contains { $0 == "\n" || $0 == "\r" })
            #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 || $0.hasPrefix("Content-Type") })
            let part = try #require(text.components(separatedBy: "\r\n--").first { $0.contains("text/calendar") })
            #expect(part.contains("Content-Type: text/calendar; charset=UTF-8; method=REQUEST; component=VEVENT"))
            let encoded = try #require(part.components(separatedBy: "\r\n\r\n").last)
            let calendar = try #require(Data(base64Encoded: encoded, options: .ignoreUnknownCharacters))
            let lines = String(decoding: calendar, as: UTF8.self).contentLines
            #expect(lines.contains("METHOD:REQUEST") && lines.contains("LOCATION:Caf\u{E9}") && lines.contains("UID:plan"))
            #expect(lines.contains { $0.hasPrefix("ATTENDEE") && $0.contains("guest@elsewhere.example") })
        }
    }

    @Test("Refusals: taken time, another's meeting, no right to invite")
    func refusals() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = try await WCAPSession(gateway, "jdoe")
            let susan = try await WCAPSession(gateway, "susan")
            #expect(try await jdoe.errno(Self.invitation) == 0)
            #expect(try await susan.errno("storeevents?calid=susan&uid=plan&summary=Mine&method=2&storetype=2&\(Self.times)") == 79)

            #expect(try await susan.errno("set_calprops?calid=susan&doublebooking=0") == 0)
            #expect(try await susan.errno("storeevents?calid=susan&uid=own&\(Self.times)&summary=x") == 40)
            #expect(try await susan.errno("storeevents?calid=susan&uid=own&dtstart=20260302T100000Z&dtend=20260302T110000Z") == 0)
            // An invitation into taken time is not placed; the organizer sees that.
            let other = Self.invitation.replacing("uid=plan", with: "uid=other")
            #expect(try await jdoe.errno(other) == 0)
            #expect(try await susan.errno("fetchevents_by_id?calid=susan&uid=other") == 59)

            #expect(try await susan.errno("set_calprops?calid=susan&doublebooking=1&acl=@@o^a^rsf^g") == 0)
            #expect(try await jdoe.errno(Self.invitation.replacing("uid=plan", with: "uid=third")) == 0)
            #expect(try await susan.errno("fetchevents_by_id?calid=susan&uid=third") == 59)
            let marked = attendee("susan", in: try await jdoe.lines("fetchevents_by_id?calid=jdoe&uid=third"))
            #expect(marked.contains("GSE-STATUS") && !marked.contains("GSE-STATUS=2"))
        }
    }
}
