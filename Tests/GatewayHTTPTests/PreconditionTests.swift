import Foundation
import GatewayHTTP
import HTTPTypes
import ICalendar
import Testing

struct PreconditionTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var method: String
        var headers: [String: String]
        var etag: String?
        var modified: Int64?
        var settled: Bool?
        var outcome: String
        var testDescription: String { name }
    }

    static let cases: [Case] = {
        var folder = URL(filePath: #filePath)
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        let data = try? Data(contentsOf: folder.appending(path: "fixtures/http/preconditions.json"))
        return data.flatMap { try? JSONDecoder().decode([Case].self, from: $0) } ?? []
    }()

    @Test func thereAreCases() { #expect(Self.cases.count > 30) }

    @Test(arguments: cases) func evaluates(example: Case) throws {
        var headers = HTTPFields()
        for (name, value) in example.headers { headers[try #require(HTTPField.Name(name))] = value }
        let method = try #require(HTTPRequest.Method(example.method))
        let outcome: String
        do {
            let preconditions = try Preconditions(of: headers, method: method, now: Instant(seconds: 1_700_000_000))
            let state = Validators(
                entityTag: example.etag.map { EntityTag($0) }, lastModified: example.modified.map { Instant(seconds: $0) },
                isSettled: example.settled ?? true,
                exists: example.etag != nil)
            outcome = "\(preconditions.evaluate(state, requestPath: "/CalDAV/a b.ics"))"
        } catch {
            outcome = error.status == .badRequest ? "badRequest" : "\(error)"
        }
        #expect(outcome == example.outcome)
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] as [(Int64, String)])
    func datesGoBothWays(seconds: Int64, text: String) {
        #expect(HTTPDate.format(Instant(seconds: seconds)) == text)
        #expect(HTTPDate.parse(text, now: Instant(seconds: 0)) == Instant(seconds: seconds))
    }

    @Test func twoDigitYears() {
        let now = Instant(seconds: 1_800_000_000)
        #expect(HTTPDate.parse("Sunday, 06-Nov-94 08:49:37 GMT", now: now) == Instant(seconds: 784_111_777))
        #expect(HTTPDate.parse("Sun Nov  6 08:49:37 1994", now: now) == Instant(seconds: 784_111_777))
        for text in [
            "", "Sun, 31 Feb 2000 00:00:00 GMT", "Sun, 06 Nov 1994 25:00:00 GMT", "99999999999999999999", "Sun, 06 Nov 1994 08:49 GMT",
        ] {
            #expect(HTTPDate.parse(text, now: now) == nil)
        }
    }

    @Test func contentDisposition() {
        #expect(ContentDisposition.attachment(filename: "Work.ics") == "attachment; filename=\"Work.ics\"")
        #expect(
            ContentDisposition.attachment(filename: "f\u{FC}r \"x\".ics")
                == "attachment; filename=\"f_r _x_.ics\"; filename*=UTF-8''f%C3%BCr%20%22x%22.ics")
        #expect(!ContentDisposition.attachment(filename: "a\r\nb").contains("\r"))
    }

    @Test func credentials() {
        #expect(BasicCredentials(authorization: "Basic amRvZTpzZWNyZXQ6eA==")?.password == "secret:x")
        #expect(BasicCredentials(authorization: "bAsIc  amRvZTpzZWNyZXQ6eA")?.name == "jdoe")
        #expect(BasicCredentials(authorization: "Basic \(Data("j\u{FC}:p\u{E9}".utf8).base64EncodedString())")?.name == "j\u{FC}")
        #expect(BasicCredentials(authorization: "Basic \(Data([0x6A, 0xFC, 0x3A, 0xE9]).base64EncodedString())")?.password == "\u{E9}")
        for text in ["", "Basic", "Basic ", "Bearer abc", "Basic %%%", "Basic amRvZQ=="] {
            #expect(BasicCredentials(authorization: text) == nil)
        }
    }
}
