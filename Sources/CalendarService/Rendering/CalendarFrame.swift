import ICalendar

/// What stands around the components of a VCALENDAR that the server makes.
struct CalendarFrame {
    /// BEGIN, VERSION, PRODID and CALSCALE.
    let opening: [UInt8]
    /// What stands in `opening`.
    let properties: [Property]
    static let closing = Array("END:VCALENDAR\r\n".utf8)

    init(productID: String) {
        var text = Array("BEGIN:VCALENDAR\r\n".utf8)
        let serializer = Serializer()
        properties = [
            Property(.version, value: "2.0"), Property(.prodid, text: productID), Property(.calscale, value: "GREGORIAN"),
        ]
        for property in properties { serializer.append(property, to: &text) }
        opening = text
    }
}
