import ICalendar

/// How ATTACH is shown: links as they are, contents only on request (`fetchattach`).
enum AttachmentRendering {
    /// Name of the parameter whose value `fetchattachment` and `deleteattach` take.
    static let idParameter = "X-S1CS-ATTACHID"

    /// Without its content an attachment keeps its parameters and the id by which the content can be had.
    static func property(_ property: Property, calendar: String, uid: String, fetchesContent: Bool) -> Property {
        guard AttachmentID.isContent(property) else { return property }
        let id = AttachmentID(calendar: calendar, uid: uid, property: property).text
        let parameters = property.parameters.filter { $0.name != idParameter } + [Parameter(idParameter, id)]
        return Property(.attach, parameters: parameters, value: fetchesContent ? property.valueString : "")
    }
}
