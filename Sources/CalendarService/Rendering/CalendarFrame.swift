import ICalendar

/// What stands around the components of a VCALENDAR that the server makes.
struct CalendarFrame {
    /// BEGIN, VERSION, PRODID and CALSCALE.
    let openingPiece: TextPiece
    var opening: [UInt8] { openingPiece.octets }
    /// What stands in `opening`.
    let properties: [Property]
    static let closingPiece = TextPiece(Array("END:VCALENDAR\r\n".utf8))
    static var closing: [UInt8] { closingPiece.octets }

    init(productID: String) {
        var text = Array("BEGIN:VCALENDAR\r\n".utf8)
        let serializer = Serializer()
        properties = [
            Property(.version, value: "2.0"), Property(.prodid, text: productID), Property(.calscale, value: "GREGORIAN"),
        ]
        for property in properties { serializer.append(property, to: &text) }
        openingPiece = TextPiece(text)
    }
}
