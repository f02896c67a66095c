import Foundation
import ICalendar
import Testing

@testable import WCAP

/// Attachments that are kept inside their items: uploaded with a store, shown, fetched, deleted (`spec/wcap.md` 6.1).
struct AttachmentTests {
    private let calendar = "&fmt-out=text/calendar"
    private let content = Array("%PDF-1.4\u{0}content".utf8)

    private func form() throws -> CommandRequest {
        let head = "--B\r\nContent-Disposition: form-data; name=\"Upload\"; filename=\"plan.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
        var request = CommandRequest(command: "storeevents", parameters: Parameters())
        RequestReader(settings: WCAPSettings()).add(
            Array(head.utf8) + content + Array("\r\n--B--\r\n".utf8), contentType: "multipart/form-data; boundary=B", charset: nil,
            to: &request)
        return request
    }

    @Test("Every file of a form is kept, a calendar among them; parts without a file are parameters")
    func severalFiles() async throws {
        func part(_ disposition: String, _ content: String) -> String {
            "--B\r\nContent-Disposition: form-data; \(disposition)\r\nContent-Type: text/calendar\r\n\r\n\(content)\r\n"
        }
        var request = CommandRequest(command: "storeevents", parameters: Parameters())
        RequestReader(settings: WCAPSettings()).add(
            Array(
                (part("name=\"a\"; filename=\"one.ics\"", "BEGIN:VCALENDAR\r\n--Bolt\r\n") + part("name=\"b\"; filename=\"\"", "")
                    + part("name=\"c\"; filename=\"two.ics\"", "second") + part("name=\"summary\"", "Both") + "--B--\r\n").utf8),
            contentType: "multipart/form-data; boundary=B", charset: nil, to: &request)
        #expect(request.uploads.map(\.fileName) == ["one.ics", "two.ics"])
        #expect(request.uploads.map(\.octets.count) == [25, 6])
        #expect(request.parameters.text(.summary) == "Both")
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            request.parameters.append(form: Array("id=\(id)&uid=a&dtstart=20260301T100000Z&fetch=1\(calendar)".utf8)[...])
            let text = String(decoding: await server.runner.response(to: request).octets, as: UTF8.self)
            #expect(text.errnos == [0])
            #expect(text.contentLines.filter { $0.hasPrefix("ATTACH;") }.count == 2)
            #expect(text.contentLines.contains("SUMMARY:Both"))
        }
    }

    @Test("Uploaded as a part of a form, named in the item, fetched octet for octet, deleted by its id")
    func lifecycle() async throws {
        try await TestServer.run { server in
            let id = try await server.login("jdoe")
            let upload = try #require(try form().uploads.first)
            #expect(upload.fileName == "plan.pdf" && upload.octets == content)
            let stored = await server.text("storeevents?id=\(id)&uid=a&dtstart=20260301T100000Z&fetch=1\(calendar)", upload: upload)
            #expect(stored.errnos == [0])
            let line = try #require(stored.contentLines.first { $0.hasPrefix("ATTACH;") })
            #expect(line.contains("FMTTYPE=application/pdf") && line.contains("FILENAME=plan.pdf") && line.hasSuffix(":"))
            let attachment = try #require(line.components(separatedBy: "X-S1CS-ATTACHID=").last?.prefix { $0.isHexDigit })

            let fetched = await server.answer("fetchattachment?id=\(id)&attachid=\(attachment)")
            #expect(fetched.octets == content)
            #expect(fetched.contentType == "application/pdf" && fetched.fileName == "plan.pdf")
            let whole = await server.text("fetchevents_by_id?id=\(id)&uid=a&fetchattach=1\(calendar)")
            #expect(whole.contentLines.contains { $0.hasPrefix("ATTACH;") && $0.hasSuffix(Data(content).base64EncodedString()) })

            // Nobody without the right to read the calendar.
            let susan = try await server.login("susan")
            #expect(await server.text("fetchattachment?id=\(susan)&attachid=\(attachment)\(calendar)").errnos == [28])
            #expect(await server.text("fetchattachment?attachid=\(attachment)\(calendar)").errnos == [1])

            // A change of the title keeps it, the same upload again does not double it.
            let again = await server.text("storeevents?id=\(id)&uid=a&summary=x&fetch=1\(calendar)", upload: upload)
            #expect(again.contentLines.filter { $0.hasPrefix("ATTACH") }.count == 1)
            #expect(await server.text("storeevents?id=\(id)&uid=a&deleteattach=\(attachment);ff\(calendar)").errnos == [86])
            _ = await server.text("storeevents?id=\(id)&uid=a&summary=y\(calendar)", upload: upload)
            #expect(await server.text("storeevents?id=\(id)&uid=a&deleteattach=\(attachment)\(calendar)").errnos == [85])
            #expect(await server.text("fetchattachment?id=\(id)&attachid=\(attachment)\(calendar)").errnos == [87])
            #expect(!(await server.text("fetchevents_by_id?id=\(id)&uid=a\(calendar)").contains("ATTACH")))
        }
    }
}
