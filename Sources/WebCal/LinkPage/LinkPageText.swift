import CalendarService
import CalendarStore
import GatewayHTTP
import ICalendar

/// The words of the links page.
struct LinkPageText {
    /// What happened since it was last shown.
    enum Notice {
        case none
        /// A link was made; this is the only time that its address is told.
        case made(String)
        case refusal(String)
    }

    let login: String
    let calendars: [(calendar: CalendarInfo, links: [FeedLink])]
    let token: String

    func page(_ notice: Notice) -> HTMLPage {
        HTMLPage(
            title: "Links to your calendars",
            body: """
                <h1>Links to your calendars</h1>
                <p>Whoever has a link can read the calendar and subscribe to it, without a login. Nobody can change anything through it.
                A link ends when you revoke it. You are logged in as \(HTMLPage.text(login)).</p>
                \(text(of: notice))
                \(calendars.map(section).joined(separator: "\n"))
                """)
    }

    private func text(of notice: Notice) -> String {
        switch notice {
        case .none: return ""
        case .refusal(let reason): return "<p class=\"notice\" role=\"alert\">\(HTMLPage.text(reason))</p>"
        case .made(let url):
            let url = HTMLPage.text(url)
            return """
                <div class="notice" role="status"><p>The new link. Copy it now: it is not shown again.</p>
                <p><input id="made" readonly value="\(url)" aria-label="Address of the link"></p><p><a href="\(url)">Open it</a></p></div>
                """
        }
    }

    private func section(_ calendar: CalendarInfo, _ links: [FeedLink]) -> String {
        let name = calendar.calendar.displayName.isEmpty ? calendar.calendar.name : calendar.calendar.displayName
        return """
            <section><h2>\(HTMLPage.text(name))</h2>
            \(links.isEmpty ? "<p>No links.</p>" : table(of: links))
            \(form(FormAction.make, """
                <input type="hidden" name="\(FormField.calendar)" value="\(HTMLPage.text(calendar.calendar.publicID))">
                <label>Show <select name="\(FormField.view)">\(FeedLink.View.allCases.map(option).joined())</select></label>
                <label>For <input name="\(FormField.comment)" maxlength="200" placeholder="whom or what"></label>
                """, button: "Make a link"))
            </section>
            """
    }

    private func option(_ view: FeedLink.View) -> String {
        "<option value=\"\(view.field)\">\(HTMLPage.text(words(for: view)))</option>"
    }

    private func table(of links: [FeedLink]) -> String {
        """
        <table><tr><th>No.</th><th>For</th><th>Shows</th><th>Made</th><th>Last used</th><th></th></tr>
        \(links.map(row).joined(separator: "\n"))
        </table>
        """
    }

    private func row(_ link: FeedLink) -> String {
        let cells = [
            String(link.id), HTMLPage.text(link.comment), HTMLPage.text(words(for: link.view)), day(link.created),
            link.lastUsed.map(hour) ?? "never",
            form(
                FormAction.revoke, "<input type=\"hidden\" name=\"\(FormField.link)\" value=\"\(link.id)\">", button: "Revoke"),
        ]
        return "<tr>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
    }

    private func form(_ action: String, _ fields: String, button: String) -> String {
        """
        <form method="post"><input type="hidden" name="\(FormField.token)" value="\(token)">\(fields)
        <button name="\(FormField.action)" value="\(action)">\(button)</button></form>
        """
    }

    private func words(for view: FeedLink.View) -> String {
        switch view {
        case .full: "everything"
        case .publicItems: "public items only"
        case .busy: "busy times only"
        }
    }

    private func day(_ time: Timestamp) -> String {
        let date = time.instant.utc.date
        return "\(date.year)-\(two(Int(date.month)))-\(two(Int(date.day)))"
    }

    /// Uses are recorded to the hour.
    private func hour(_ time: Timestamp) -> String { "\(day(time)), \(two(Int(time.instant.utc.hour))) h UTC" }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
