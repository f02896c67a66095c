/// The property names that are told apart by number: those of RFC 5545, 7986 and 9074, and the common ones of vCalendar 1.0 and of big producers.
///
/// A name of this list costs no string on the way from the text to the tree. All are at most 16 octets long.
enum RegisteredName: UInt8, CaseIterable, Sendable {
    /// Any name that is not in this list.
    case other = 0
    case action
    case attach
    case attendee
    case begin
    case calscale
    case categories
    case classification
    case comment
    case completed
    case contact
    case created
    case description
    case dtend
    case dtstamp
    case dtstart
    case due
    case duration
    case end
    case exdate
    case exrule
    case freebusy
    case geo
    case lastModified
    case location
    case method
    case organizer
    case percentComplete
    case priority
    case prodid
    case rdate
    case recurrenceID
    case relatedTo
    case `repeat`
    case requestStatus
    case resources
    case rrule
    case sequence
    case status
    case summary
    case transp
    case trigger
    case tzid
    case tzname
    case tzoffsetfrom
    case tzoffsetto
    case tzurl
    case uid
    case url
    case version
    case name
    case color
    case image
    case conference
    case refreshInterval
    case source
    case acknowledged
    case xWRCalName
    case xWRCalDesc
    case xWRTimeZone
    case xWRAlarmUID
    case xLICLocation
    case xAltDesc
    case aalarm
    case dalarm
    case malarm
    case palarm
    case daylight
    case tz
    case rnum

    /// The name in upper case; empty for `other`.
    var spelling: String { RegisteredName.spellings[Int(rawValue)] }

    private static let spellings: [String] = [
        "",
        "ACTION", "ATTACH", "ATTENDEE", "BEGIN", "CALSCALE", "CATEGORIES", "CLASS", "COMMENT", "COMPLETED", "CONTACT", "CREATED",
        "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "DUE", "DURATION", "END", "EXDATE", "EXRULE", "FREEBUSY", "GEO",
        "LAST-MODIFIED", "LOCATION", "METHOD", "ORGANIZER", "PERCENT-COMPLETE", "PRIORITY", "PRODID", "RDATE", "RECURRENCE-ID",
        "RELATED-TO", "REPEAT", "REQUEST-STATUS", "RESOURCES", "RRULE", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "TRIGGER",
        "TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "TZURL", "UID", "URL", "VERSION", "NAME", "COLOR", "IMAGE", "CONFERENCE",
        "REFRESH-INTERVAL", "SOURCE", "ACKNOWLEDGED", "X-WR-CALNAME", "X-WR-CALDESC", "X-WR-TIMEZONE", "X-WR-ALARMUID",
        "X-LIC-LOCATION", "X-ALT-DESC", "AALARM", "DALARM", "MALARM", "PALARM", "DAYLIGHT", "TZ", "RNUM",
    ]
}
