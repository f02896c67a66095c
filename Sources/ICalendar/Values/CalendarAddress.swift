/// A calendar user's address (RFC 5545 section 3.3.3): mostly `mailto:jdoe@example.com`, equal whatever the letter case.
public struct CalendarAddress: Hashable, Sendable {
    /// The address as written.
    public let text: String
    /// The form that addresses are compared by: lower-case scheme and, for mail, lower-case address, percent-decoded.
    public let normalized: String

    /// Takes an address as it stands in ATTENDEE or ORGANIZER; an address with `@` and no scheme is taken as mail.
    public init(_ text: String) {
        self.text = text
        let bare = text.trimmedBlanks
        guard let colon = bare.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            normalized = bare.utf8.contains(UInt8(ascii: "@")) ? "mailto:" + bare.lowercasedASCII : bare
            return
        }
        let scheme = bare[..<colon].lowercasedASCII
        let rest = bare[bare.utf8.index(after: colon)...]
        if scheme == "mailto" {
            let address = rest.utf8.prefix { $0 != UInt8(ascii: "?") }
            normalized = "mailto:" + CalendarAddress.percentDecoded(Array(address)).trimmedBlanks.lowercasedASCII
        } else if scheme == "urn" {
            normalized = "urn:" + String(rest).lowercasedASCII
        } else {
            normalized = scheme + ":" + String(rest)
        }
    }

    /// The mail address in lower case, nil for other kinds.
    public var mail: String? { normalized.hasPrefix("mailto:") ? String(normalized.dropFirst(7)) : nil }

    /// Whether the text had a scheme.
    public var hasScheme: Bool { text.utf8.contains(UInt8(ascii: ":")) }

    public static func == (left: CalendarAddress, right: CalendarAddress) -> Bool { left.normalized == right.normalized }

    public func hash(into hasher: inout Hasher) { hasher.combine(normalized) }

    private static func percentDecoded(_ octets: [UInt8]) -> String {
        guard octets.contains(UInt8(ascii: "%")) else { return String(decoding: octets, as: UTF8.self) }
        var decoded: [UInt8] = []
        var place = 0
        while place < octets.count {
            if octets[place] == UInt8(ascii: "%"), place + 2 < octets.count,
                let value = UInt8(String(decoding: octets[(place + 1)...(place + 2)], as: UTF8.self), radix: 16)
            {
                decoded.append(value)
                place += 3
            } else {
                decoded.append(octets[place])
                place += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
