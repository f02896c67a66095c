public import HTTPTypes
public import Hummingbird

/// A page for people who are logged in: plain HTML without scripts.
public struct HTMLPage: Sendable {
    public var title: String
    /// The elements of the body: markup. Text comes into it through `HTMLPage.text`.
    public var body: String

    public init(title: String, body: String) {
        self.title = title
        self.body = body
    }

    /// Text as it may stand in an element or in a quoted attribute.
    public static func text(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The answer: not kept, not shown in frames of other pages, and nothing in it loads, runs or leaves for elsewhere.
    public func response(status: HTTPResponse.Status = .ok) -> Response {
        let page = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Self.text(title))</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            \(body)
            </body>
            </html>

            """
        return .octets(
            Array(page.utf8), contentType: "text/html; charset=utf-8", status: status,
            headers: [
                .cacheControl: "no-store", .xContentTypeOptions: "nosniff", .referrerPolicy: "no-referrer", .frameOptions: "DENY",
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            ])
    }

    private static let style = """
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; vertical-align: baseline; }
        td form { margin: 0; } section { margin: 2rem 0; } .notice { border: 1px solid; padding: .5rem 1rem; }
        .notice input { width: 100%; font-family: monospace; } label { margin-right: 1rem; }
        """
}

extension HTTPField.Name {
    /// `Referrer-Policy`
    public static let referrerPolicy = HTTPField.Name.known("Referrer-Policy")
    /// `X-Frame-Options`
    public static let frameOptions = HTTPField.Name.known("X-Frame-Options")
}
