import Calgate
import Foundation
import GatewayHTTP
import GatewayTesting
import Testing

/// `/webcal/links`, the page on which people make and revoke links to their calendars.
struct LinkPageTests {
    private static let page = "/webcal/links"

    /// A browser with somebody's login.
    private struct Browser {
        let client: HTTPClient
        var path = LinkPageTests.page

        func load() async throws -> HTTPAnswer { try await client.get(path) }

        /// The token that the forms of a page carry.
        func token() async throws -> String {
            let token = "name=\"token\" value=\""
            return String(try #require(try await load().text.components(separatedBy: token).dropFirst().first).prefix { $0 != "\"" })
        }

        /// Sends a form with these fields, encoded as browsers do.
        func send(_ fields: [(String, String)], headers: [(String, String)] = []) async throws -> HTTPAnswer {
            func encoded(_ text: String) -> String {
                text.utf8.map { octet in
                    let isPlain = octet &- 0x30 < 10 || (octet | 0x20) &- 0x61 < 26
                    let hex = (octet < 16 ? "0" : "") + String(octet, radix: 16).uppercased()
                    return isPlain ? String(UnicodeScalar(octet)) : octet == 0x20 ? "+" : "%" + hex
                }.joined()
            }
            let body = fields.map { "\($0.0)=\(encoded($0.1))" }.joined(separator: "&")
            return try await client.send(
                "POST", path, headers: [("Content-Type", "application/x-www-form-urlencoded")] + headers, text: body)
        }
    }

    private func madeURL(_ answer: HTTPAnswer) throws -> String {
        String(try #require(answer.text.components(separatedBy: "id=\"made\" readonly value=\"").dropFirst().first).prefix { $0 != "\"" })
    }

    @Test("A link is made, told once, used, listed and revoked; comments and names are text, not markup")
    func life() async throws {
        try await RunningGateway.run { gateway async throws in
            let browser = Browser(client: gateway.client("jdoe"))
            _ = try await browser.client.put("/CalendarData/", text: Samples.calendar(Samples.event("a", summary: "Surgery")))
            #expect(try await browser.client.send("MKCALENDAR", "/CalDAV/new%3Cb%3E/").status == 201)
            let first = try await browser.load()
            #expect(first.status == 200 && first.header("Content-Type") == "text/html; charset=utf-8")
            #expect(first.header("Cache-Control") == "no-store" && first.header("X-Frame-Options") == "DENY")
            #expect(first.header("Content-Security-Policy")?.contains("default-src 'none'") == true)
            #expect(first.text.contains("new&lt;b&gt;") && !first.text.contains("new<b>"))
            let id = try await gateway.publicID(of: "jdoe")
            let token = try await browser.token()
            let comment = "<script>alert('ü')</script> & \"more\""
            let made = try await browser.send([
                ("token", token), ("calendar", id), ("view", "busy"), ("comment", comment), ("action", "make"),
            ])
            #expect(made.status == 200 && made.header("Cache-Control") == "no-store")
            let url = try madeURL(made)
            let origin = "http://127.0.0.1:\(gateway.port)"
            #expect(url.hasPrefix(origin + "/webcal/link/") && url.hasSuffix(".ics"))
            #expect(
                !made.text.contains("<script>")
                    && made.text.contains("&lt;script&gt;alert(&#39;ü&#39;)&lt;/script&gt; &amp; &quot;more&quot;"))
            let listed = try await browser.load()
            #expect(!listed.text.contains(url) && listed.text.contains("never") && listed.text.contains("busy times only</td>"))
            let anybody = gateway.client(nil)
            let path = String(url.dropFirst(origin.count))
            let feed = try await anybody.get(path)
            #expect(feed.status == 200 && feed.text.contains("SUMMARY:Busy") && !feed.text.contains("Surgery"))
            #expect(try await browser.load().text.contains("never") == false)
            let revoked = try await browser.send([("token", token), ("link", "1"), ("action", "revoke")])
            #expect(revoked.status == 303 && revoked.header("Location") == Self.page)
            #expect(try await anybody.get(path).status == 404)
            #expect(try await browser.load().text.contains("<table>") == false)
            #expect(try await browser.send([("token", token), ("link", "1"), ("action", "revoke")]).status == 404)
        }
    }

    @Test("The address of a new link is the one that the page was loaded from, also behind a proxy")
    func addresses() async throws {
        let proxies = try TrustedProxies(["127.0.0.1"])
        try await RunningGateway.run(configure: { $0.gateway.trustedProxies = proxies }) { gateway in
            let id = try await gateway.publicID(of: "jdoe")
            let browser = Browser(client: gateway.client("jdoe"), path: "/chandler/webcal/links")
            let forwarded = [
                ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "calendar.example.com"), ("X-Forwarded-Prefix", "/groupware"),
            ]
            let fields = [("token", try await browser.token()), ("calendar", id), ("view", "full"), ("action", "make")]
            let url = try madeURL(try await browser.send(fields, headers: forwarded))
            #expect(url.hasPrefix("https://calendar.example.com/groupware/chandler/webcal/link/"))
            #expect(try await gateway.client(nil).get(String(url.dropFirst("https://calendar.example.com/groupware".count))).status == 200)
            let revoked = try await browser.send(
                [("token", try await browser.token()), ("link", "1"), ("action", "revoke")], headers: forwarded)
            #expect(revoked.header("Location") == "/groupware/chandler/webcal/links")
        }
    }

    @Test("Forms without the token of the account that sends them change nothing")
    func foreignForms() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = Browser(client: gateway.client("jdoe"))
            let susan = Browser(client: gateway.client("susan"))
            let id = try await gateway.publicID(of: "jdoe")
            let make = [("calendar", id), ("view", "full"), ("action", "make")]
            let token = try await jdoe.token()
            for wrong in ["", "0", try await susan.token(), String(token.dropLast()), token.uppercased()] {
                let answer = try await jdoe.send([("token", wrong)] + make)
                #expect(answer.status == 403 && answer.text.contains("nothing was changed") && !answer.text.contains("<table>"))
            }
            #expect(try await jdoe.send(make).status == 403)
            let sent = "token=\(token)&calendar=\(id)&view=full&action=make"
            for type in ["text/plain", "multipart/form-data; boundary=x"] {
                let answer = try await jdoe.client.send("POST", Self.page, headers: [("Content-Type", type)], text: sent)
                #expect(answer.status == 415)
            }
            // A form in the query is none: what a link could make others send.
            #expect(try await jdoe.client.get(Self.page + "?" + sent).text.contains("<table>") == false)
            #expect(try await jdoe.send([("token", token)] + make).status == 200)
        }
    }

    @Test("Nobody reaches the links of others, and what is no form is refused with a reason")
    func refusals() async throws {
        try await RunningGateway.run { gateway async throws in
            let anybody = gateway.client(nil)
            let login = try await anybody.get(Self.page)
            #expect(login.status == 401 && login.header("WWW-Authenticate")?.hasPrefix("Basic ") == true)
            #expect(try await Browser(client: anybody).send([("action", "make")]).status == 401)
            let jdoe = Browser(client: gateway.client("jdoe"))
            let susan = Browser(client: gateway.client("susan"))
            let id = try await gateway.publicID(of: "jdoe")
            let make = [("calendar", id), ("view", "full"), ("action", "make")]
            #expect(try await jdoe.send([("token", try await jdoe.token())] + make).status == 200)
            try await gateway.setAccess("jdoe", "susan^a^rwd^g")
            let token = ("token", try await susan.token())
            #expect(try await susan.send([token] + make).status == 404)
            #expect(try await susan.send([token, ("link", "1"), ("action", "revoke")]).status == 404)
            #expect(try await jdoe.load().text.contains("<td>1</td>"))
            let long = [token, ("calendar", try await gateway.publicID(of: "susan")), ("view", "full"), ("action", "make")]
            let refused = try await susan.send(long + [("comment", String(repeating: "x", count: 201))])
            #expect(refused.status == 400 && refused.text.contains("at most 200 characters"))
            for fields in [
                [token], [token, ("action", "shout")], [token, ("action", "make")], [token, ("action", "revoke")],
                [token, ("link", "99999999999999999999"), ("action", "revoke")],
                [token, ("calendar", id), ("view", "half"), ("action", "make")],
            ] {
                #expect(try await susan.send(fields).status == 400)
            }
            #expect(try await susan.send([token, ("comment", String(repeating: "x", count: 20_000))]).status == 413)
            for method in ["PUT", "DELETE", "PROPFIND"] {
                let answer = try await jdoe.client.send(method, Self.page, text: "")
                #expect(answer.status == 405 && answer.header("Allow") == "OPTIONS, GET, HEAD, POST")
            }
            #expect(try await jdoe.client.send("HEAD", Self.page).status == 200)
        }
    }
}
