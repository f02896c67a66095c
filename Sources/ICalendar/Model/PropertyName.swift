/// The name of a property, compared without regard to letter case (RFC 5545 section 1.2).
public struct PropertyName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name in upper case.
    public let text: String

    /// Takes a name in any case.
    public init(_ name: some StringProtocol) { text = name.uppercasedASCII }

    public init(stringLiteral name: String) { text = name.uppercasedASCII }

    /// Takes a name that is known to be in upper case.
    init(uppercase: String) { text = uppercase }

    public var description: String { text }
}

extension PropertyName {
    public static let action = PropertyName(uppercase: "ACTION")
    public static let attach = PropertyName(uppercase: "ATTACH")
    public static let attendee = PropertyName(uppercase: "ATTENDEE")
    public static let begin = PropertyName(uppercase: "BEGIN")
    public static let calscale = PropertyName(uppercase: "CALSCALE")
    public static let categories = PropertyName(uppercase: "CATEGORIES")
    public static let classification = PropertyName(uppercase: "CLASS")
    public static let comment = PropertyName(uppercase: "COMMENT")
    public static let completed = PropertyName(uppercase: "COMPLETED")
    public static let contact = PropertyName(uppercase: "CONTACT")
    public static let created = PropertyName(uppercase: "CREATED")
    public static let description = PropertyName(uppercase: "DESCRIPTION")
    public static let dtend = PropertyName(uppercase: "DTEND")
    public static let dtstamp = PropertyName(uppercase: "DTSTAMP")
    public static let dtstart = PropertyName(uppercase: "DTSTART")
    public static let due = PropertyName(uppercase: "DUE")
    public static let duration = PropertyName(uppercase: "DURATION")
    public static let end = PropertyName(uppercase: "END")
    public static let exdate = PropertyName(uppercase: "EXDATE")
    public static let exrule = PropertyName(uppercase: "EXRULE")
    public static let freebusy = PropertyName(uppercase: "FREEBUSY")
    public static let geo = PropertyName(uppercase: "GEO")
    public static let lastModified = PropertyName(uppercase: "LAST-MODIFIED")
    public static let location = PropertyName(uppercase: "LOCATION")
    public static let method = PropertyName(uppercase: "METHOD")
    public static let organizer = PropertyName(uppercase: "ORGANIZER")
    public static let percentComplete = PropertyName(uppercase: "PERCENT-COMPLETE")
    public static let priority = PropertyName(uppercase: "PRIORITY")
    public static let prodid = PropertyName(uppercase: "PRODID")
    public static let rdate = PropertyName(uppercase: "RDATE")
    public static let recurrenceID = PropertyName(uppercase: "RECURRENCE-ID")
    public static let relatedTo = PropertyName(uppercase: "RELATED-TO")
    public static let `repeat` = PropertyName(uppercase: "REPEAT")
    public static let requestStatus = PropertyName(uppercase: "REQUEST-STATUS")
    public static let resources = PropertyName(uppercase: "RESOURCES")
    public static let rrule = PropertyName(uppercase: "RRULE")
    public static let sequence = PropertyName(uppercase: "SEQUENCE")
    public static let status = PropertyName(uppercase: "STATUS")
    public static let summary = PropertyName(uppercase: "SUMMARY")
    public static let transp = PropertyName(uppercase: "TRANSP")
    public static let trigger = PropertyName(uppercase: "TRIGGER")
    public static let tzid = PropertyName(uppercase: "TZID")
    public static let tzname = PropertyName(uppercase: "TZNAME")
    public static let tzoffsetfrom = PropertyName(uppercase: "TZOFFSETFROM")
    public static let tzoffsetto = PropertyName(uppercase: "TZOFFSETTO")
    public static let uid = PropertyName(uppercase: "UID")
    public static let url = PropertyName(uppercase: "URL")
    public static let version = PropertyName(uppercase: "VERSION")
    public static let xWRCalName = PropertyName(uppercase: "X-WR-CALNAME")
    public static let xWRTimeZone = PropertyName(uppercase: "X-WR-TIMEZONE")
}

extension StringProtocol {
    /// Letters a to z in upper case, everything else as it is.
    var uppercasedASCII: String {
        guard utf8.contains(where: { $0 &- 0x61 < 26 }) else { return String(self) }
        return String(decoding: utf8.map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 }, as: UTF8.self)
    }
}
