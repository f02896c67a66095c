import CalendarService
import ICalendar

/// Components that say no more than what became of an item (`spec/wcap.md` 4, 6.9, 9.1).
enum StatusStub {
    static let storeSuccess = "2.0;Success.  Store successful."
    static let deleteSuccess = "2.0;Success.  Delete successful."

    static func storeFailed(_ errno: WCAPErrno) -> String { failed(errno, words: "Store failed.") }

    static func deleteFailed(_ errno: WCAPErrno) -> String { failed(errno, words: "Delete failed.") }

    private static func failed(_ errno: WCAPErrno, words: String) -> String {
        switch errno {
        case .accessDeniedToCalendar, .mustBeOwner, .loginFailed, .notAllowedToRequestOrPublish, .attendeeMayNotRequest: "3.8;No authority."
        case .badArguments, .badOrganizerArguments, .badTimeZone: "3.1;Invalid property value."
        default: "5.1;Failed.  \(words)"
        }
    }

    /// UID, RECURRENCE-ID of an instance, REQUEST-STATUS.
    static func component(_ kind: ComponentName, uid: String, recurrenceID: DateTimeValue?, status: String?, call: Call) -> Component {
        var component = Component(kind)
        component.properties.append(Property(.uid, text: uid))
        if let recurrenceID { component.properties.append(property(recurrenceID, call: call)) }
        if let status { component.properties.append(Property(.requestStatus, value: status)) }
        return component
    }

    private static func property(_ recurrenceID: DateTimeValue, call: Call) -> Property {
        switch recurrenceID {
        case .date(let date) where call.format == .xml: Property(.recurrenceID, value: date.text + "T000000Z")
        case .zoned(let local, let tzid):
            Property(.recurrenceID, value: (call.service.zones.rules(for: tzid) ?? .utc).instant(of: local).text)
        case .date, .floating, .utc: Property(.recurrenceID, dateTime: recurrenceID)
        }
    }
}
