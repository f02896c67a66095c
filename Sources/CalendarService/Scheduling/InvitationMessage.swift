import CalendarStore
import ICalendar

import struct Foundation.Data

/// An iTIP message by mail (iMIP, RFC 6047): plain text for people, text/calendar for their programs.
struct InvitationMessage {
    let object: CalendarObject
    /// VTIMEZONEs of every TZID the object names.
    let zones: [Component]
    /// REQUEST, REPLY or CANCEL.
    let method: String
    /// Whose message it is: the organizer, or the attendee who answers.
    let sender: CalendarUser
    /// Who acts for them; nil: they themselves.
    let secretary: CalendarUser?
    let recipient: String
    let recipientName: String?
    let time: Timestamp
    let productID: String

    /// The whole message, CRLF, seven bit.
    func octets() -> [UInt8] {
        let identifier = EditTransaction.makeUID()
        // No line of base64 begins so, and the header that names it stays short.
        let boundary = "=_\(identifier.prefix(24))"
        let kind = object.kind.text
        var lines = ["From: \(mailbox(of: sender))", "To: \(mailbox(recipient, name: recipientName))"]
        if let secretary { lines.append("Sender: \(mailbox(of: secretary))") }
        lines += [
            "Subject: \(EncodedWord.unstructured(subject, after: 9))", "Date: \(MessageDate.text(of: time.instant))",
            "Message-ID: <\(identifier)@\(domain)>", "MIME-Version: 1.0", "Auto-Submitted: auto-generated",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "", "--\(boundary)", "Content-Type: text/plain; charset=UTF-8",
            "Content-Transfer-Encoding: base64", "", base64(Array(summary.utf8)), "--\(boundary)",
            "Content-Type: text/calendar; charset=UTF-8; method=\(method); component=\(kind)", "Content-Transfer-Encoding: base64", "",
            base64(calendar), "--\(boundary)--", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private var calendar: [UInt8] {
        let whole = Component(
            .vcalendar,
            properties: [
                Property(.prodid, value: productID), Property(.version, value: "2.0"), Property(.method, value: method),
            ],
            components: zones + object.components.map(InvitationMessage.public)
        )
        return Serializer().text(of: whole)
    }

    /// A component without what is the sender's own affair: alarms (RFC 5546 forbids them in REPLY and CANCEL), states of deliveries, calids.
    private static func `public`(_ component: Component) -> Component {
        var component = component
        component.components.removeAll { $0.name == .valarm }
        component.properties = component.properties.map { property in
            guard property.isNamed(.attendee) || property.isNamed(.organizer) else { return property }
            return [Invitation.deliveryParameter, "X-S1CS-CALID"].reduce(property) { property, name in
                property.parameter(name) == nil ? property : property.setting(parameter: name, to: nil)
            }
        }
        return component
    }

    // MARK: Words

    private var title: String { (object.master ?? object.components.first)?.first(.summary)?.text ?? "" }

    private var subject: String {
        let title = title.isEmpty ? "(no title)" : title
        return switch method {
        case "REPLY": "\(answer): \(title)"
        case "CANCEL": "Cancelled: \(title)"
        default: "Invitation: \(title)"
        }
    }

    private var answer: String {
        let own = object.components.lazy.flatMap { $0.all(.attendee) }.first(where: sender.isNamed(by:))
        return switch own?.parameter("PARTSTAT")?.uppercased() {
        case "ACCEPTED": "Accepted"
        case "DECLINED": "Declined"
        case "TENTATIVE": "Tentative"
        default: "Answer"
        }
    }

    private var summary: String {
        let component = object.master ?? object.components.first
        var lines = [subject, ""]
        func add(_ label: String, _ value: String?) { if let value, !value.isEmpty { lines.append("\(label): \(value)") } }
        add("When", component?.start.map(InvitationMessage.words))
        add("Until", component?.end.map(InvitationMessage.words))
        add("Where", component?.first(.location)?.text)
        add("Organizer", object.organizer?.calendarAddress().mail)
        if let text = component?.first(.description)?.text, !text.isEmpty { lines += ["", text] }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    private static func words(_ value: DateTimeValue) -> String {
        func two(_ number: Int8) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(value.date.year)-\(two(value.date.month))-\(two(value.date.day))"
        if value.isDate { return date }
        let time = "\(date) \(two(value.local.hour)):\(two(value.local.minute))"
        switch value {
        case .zoned(_, let tzid): return "\(time) (\(tzid))"
        case .utc: return "\(time) (UTC)"
        case .date, .floating: return time
        }
    }

    // MARK: Headers

    private var domain: String {
        sender.mail.lastIndex(of: "@").map { String(sender.mail[sender.mail.index(after: $0)...]) } ?? "localhost"
    }

    private func mailbox(of user: CalendarUser) -> String { mailbox(user.mail, name: user.account.displayName) }

    /// Length of `Sender: `, the longest name of a header with an address.
    private static let longestName = 8

    /// `"Name" <address>`; nothing that could begin another header line gets in.
    private func mailbox(_ address: String, name: String?) -> String {
        let address = String(address.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F && $0 != "<" && $0 != ">" && $0 != "," })
        guard let name, !name.isEmpty else { return "<\(address)>" }
        let phrase = EncodedWord.phrase(name, after: Self.longestName)
        let lastLine = phrase.utf8.split(separator: 0x0A).last?.count ?? 0
        let fits = Self.longestName + lastLine + address.utf8.count + 3 <= 76
        return "\(phrase)\(fits ? " " : "\r\n ")<\(address)>"
    }

    private func base64(_ octets: [UInt8]) -> String {
        Data(octets).base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    }
}

/// The date of a message (RFC 5322 section 3.3), in UTC.
enum MessageDate {
    static func text(of instant: Instant) -> String {
        let local = instant.utc
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int8) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let time = "\(two(local.hour)):\(two(local.minute)):\(two(local.second))"
        return "\(days[local.date.weekdayIndex]), \(local.date.day) \(months[Int(local.date.month) - 1]) \(local.date.year) \(time) +0000"
    }
}
