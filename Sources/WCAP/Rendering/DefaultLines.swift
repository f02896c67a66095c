import ICalendar

/// Lines that components get which do not have them, and those that all get: made once.
enum DefaultLines {
    static let priority = Property(.priority, value: "0")
    static let sequence = Property(.sequence, value: "0")
    static let classification = Property(.classification, value: "PUBLIC")
    static let toDoStatus = Property(.status, value: "NEEDS-ACTION")
    static let eventStatus = Property(.status, value: "CONFIRMED")
    static let percentComplete = Property(.percentComplete, value: "0")
    static let completed = Property(.completed, value: "0")
    static let transp = Property(.transp, value: "OPAQUE")
    static let tombstone = Property(XToken.tombstone, value: "0")
    static let ongoing = Property(XToken.ongoing, value: "0")
}
