import ICalendar

/// What stands around the components of a VCALENDAR that the server makes.
struct CalendarFrame {
    /// BEGIN, VERSION, PRODID and CALSCALE.
    let opening: [UInt8]
    static let closing = Array("END:VCALENDAR\r\n".utf8)

    init(productID: String) {
        var text = Array("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n".utf8)
        let serializer = Serializer()
        serializer.append(Property(.prodid, text: productID), to: &text)
        serializer.append(Property(.calscale, value: "GREGORIAN"), to: &text)
        opening = text
    }
}
