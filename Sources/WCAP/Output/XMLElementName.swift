import ICalendar

/// The element names of text/xml (`spec/wcap.md` 3.3): what differs from iCalendar's own names.
enum XMLElementName {
    static func element(for name: PropertyName) -> String {
        switch name {
        case .recurrenceID: "RECURID"
        case .dtstart: "START"
        case .dtend: "END"
        case .percentComplete: "PERCENT"
        case .description: "DESC"
        case .lastModified: "LAST-MOD"
        case .dtstamp: "STAMP"
        case .relatedTo: "RELATED"
        case .requestStatus: "RSTATUS"
        case .freebusy: "FB"
        default: name.text
        }
    }

    static func element(for name: ComponentName) -> String {
        switch name {
        case .vevent: "EVENT"
        case .vtodo: "TODO"
        case .vjournal: "JOURNAL"
        case .valarm: "ALARM"
        case .vfreebusy: "FREEBUSY"
        case .vtimezone: "TIMEZONE"
        default: name.text
        }
    }

    /// The property an element stands for.
    static func property(for element: String) -> PropertyName {
        switch element.uppercased() {
        case "RECURID": .recurrenceID
        case "START": .dtstart
        case "END": .dtend
        case "PERCENT": .percentComplete
        case "DESC": .description
        case "LAST-MOD": .lastModified
        case "STAMP": .dtstamp
        case "RELATED": .relatedTo
        case "RSTATUS": .requestStatus
        case "FB": .freebusy
        default: PropertyName(element)
        }
    }

    /// The component an element stands for; nil: it is a property.
    static func component(for element: String) -> ComponentName? {
        switch element.uppercased() {
        case "EVENT": .vevent
        case "TODO": .vtodo
        case "JOURNAL": .vjournal
        case "ALARM": .valarm
        case "FREEBUSY": .vfreebusy
        case "TIMEZONE": .vtimezone
        case "STANDARD": .standard
        case "DAYLIGHT": .daylight
        default: nil
        }
    }

    /// Whether a name from outside can be that of an element or attribute.
    static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, first | 0x20 >= 0x61 && first | 0x20 <= 0x7A || first == UInt8(ascii: "_") else { return false }
        return name.utf8.allSatisfy { octet in
            octet | 0x20 >= 0x61 && octet | 0x20 <= 0x7A || (0x30...0x39).contains(octet) || octet == UInt8(ascii: "-")
                || octet == UInt8(ascii: "_") || octet == UInt8(ascii: ".")
        }
    }
}
