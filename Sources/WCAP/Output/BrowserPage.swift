/// What a browser's form login and logout get instead of data (`spec/wcap.md` 2.5, 2.8).
enum BrowserPage {
    /// `fmt-out=text/html`, or a browser without `fmt-out` where the operator named a page to go to.
    static func isWanted(by call: Call, landingURL: String) -> Bool {
        if let format = call.parameters.word(.format) { return format.lowercased().hasPrefix("text/html") }
        return call.request.prefersHTML && !landingURL.isEmpty
    }

    /// - Parameter text: words of our own, nothing of the request.
    static func reply(title: String, text: String) -> Reply {
        let page = "<!DOCTYPE html>\n<HTML><HEAD><TITLE>\(title)</TITLE></HEAD><BODY><P>\(text)</P></BODY></HTML>\n"
        return .file(octets: Array(page.utf8), contentType: "text/html; charset=UTF-8", fileName: nil)
    }

    /// The configured page with the session appended; nil when none is configured.
    static func location(_ url: String, id: String) -> String? {
        url.isEmpty ? nil : url + (url.contains("?") ? "&" : "?") + "id=" + id
    }
}
