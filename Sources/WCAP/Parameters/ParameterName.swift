/// The wire spelling of every parameter WCAP commands take (seed, "Command Details"; `storeevents` and later commands by the 6.3 manual).
package enum ParameterName: String, Sendable, CaseIterable {
    // Transport and sessions
    case id
    case format = "fmt-out"
    case user, password, proxyauth, lang, appid
    case oldPassword, newPassword
    case sessionToEnd = "tid"
    case address = "addr"
    case userID = "userid"

    // Calendars
    case calid
    case sourceCalendar = "srcCal"
    case destinationCalendar = "destCal"
    case setCalendarProperties = "set_calprops"
    case subscribe
    case accessList = "acl"
    case name, description, categories, charset, master, owners, read, write
    case desc
    case doubleBooking = "doublebooking"
    case allowDoubleBook = "allowdoublebook"
    case doubleBook = "doublebook"
    case freeBusyInclude = "fbinclude"
    case multiple, cal
    case language
    case inviteCount = "invitecount"
    case primaryOwner
    case searchString = "search-string"
    case searchOptions = "searchOpts"
    case guidCount

    // Preferences
    case addAttributes = "add_attrs"
    case deleteAttributes = "del_attrs"
    case setAttributes = "set_attrs"
    case convertCalid

    // Selecting components
    case uid, rid, mod
    case start = "dtstart"
    case end = "dtend"
    case duration
    case timeZone = "tzid"
    case outputTimeZone = "tzidout"
    case componentType = "component-type"
    case componentState = "compstate"
    case compressed, recurring
    case relativeAlarm = "relativealarm"
    case emailOrCalid = "emailorcalid"
    case fetchAttachments = "fetchattach"
    case attributeSet = "attrset"
    case fetchOrder = "fetchorder"
    case maxResults
    case brief, notify, smtp, smtpNotify
    case attendee
    case attachmentID = "attachid"

    // Free/busy
    case mail
    case busyOnly = "busyonly"
    case freeBusyBegin = "freebusybegin"
    case freeBusyEnd = "freebusyend"
    case noXTokens = "noxtokens"

    // Import and export
    case contentOut = "content-out"
    case contentIn = "content-in"

    // Storing
    case ruleChange = "rchange"
    case storeType = "storetype"
    case replace, fetch, method
    case isAllDay
    case rrules, exrules, rdates, exdates
    case excludeStart = "excludedtstart"
    case summary, location
    case url = "icsUrl"
    case classification = "icsClass"
    case priority, status, transparent
    case due, completed, percent
    case contacts, resources
    case relatedTos
    case geo
    case attachments, attach
    case deleteAttachments = "deleteattach"
    case attendees
    case organizerUID = "orgUID"
    case organizerCalid = "orgCalid"
    case organizerEmail = "orgEmail"
    case alarmStart, alarmEmails, alarmPopup, alarmAudio, alarmFlashing, alarmDescription
    case sequence = "seq"

    /// Other spellings that manuals or clients use.
    var aliases: [String] {
        switch self {
        case .componentType: ["component_type"]
        case .doubleBooking: ["allowdoublebook", "doublebook"]
        case .attachments: ["attach"]
        default: []
        }
    }

    /// Lists whose separators some HTTP libraries encode as `%3B` (`spec/wcap.md` 1.4).
    var mayHaveEncodedSeparators: Bool {
        switch self {
        case .uid, .rid, .mod, .calid, .rdates, .exdates, .exrules, .rrules, .attendees, .componentState, .accessList: true
        default: false
        }
    }
}
