import ICalendar

/// What one attendee gets of an organizer's item.
struct Invitation {
    /// Parameter by which the organizer's copy says how delivery went; 2 is the one value clients know.
    static let deliveryParameter = "X-NSCP-ATTENDEE-GSE-STATUS"
    static let delivered = "2"
    static let failed = "4"

    let object: CalendarObject
    let zones: ZoneResolver

    /// The components that name the attendee; instances without him are excluded from his series. nil when he is in none.
    func object(for attendee: CalendarAddress) -> CalendarObject? {
        func names(_ component: Component) -> Bool { component.all(.attendee).contains { $0.calendarAddress() == attendee } }
        var copy = object
        copy.components = object.components.filter(names)
        guard !copy.components.isEmpty else { return nil }
        if let index = copy.components.firstIndex(where: { !$0.has(.recurrenceID) }), object.isRecurring {
            let series = Series(object, zones: zones)
            let without = object.overrides.filter { !names($0) }.compactMap(\.recurrenceID).map(series.inSeriesForm)
            copy.components[index].properties += Property.lists(.exdate, of: without)
        }
        for index in copy.components.indices {
            copy.components[index].properties = copy.components[index].properties.map { property in
                property.isNamed(.attendee) && property.parameter(Invitation.deliveryParameter) != nil
                    ? property.setting(parameter: Invitation.deliveryParameter, to: nil) : property
            }
        }
        return copy
    }

    /// The copy as the attendee keeps it: alarms and the like are his own affair.
    ///
    /// - Parameter present: what he has already.
    static func merged(_ new: CalendarObject, into present: CalendarObject?) -> CalendarObject {
        var copy = new
        for index in copy.components.indices {
            let id = copy.components[index].recurrenceID
            copy.components[index].components.removeAll { $0.name == .valarm }
            guard let old = present?.components.first(where: { $0.recurrenceID == id }) ?? (id == nil ? nil : present?.master) else {
                continue
            }
            copy.components[index].components += old.components.filter { $0.name == .valarm }
            for name in [PropertyName.transp, .categories] where old.has(name) {
                copy.components[index].replaceAll(name, with: old.all(name))
            }
        }
        return copy
    }
}

extension Property {
    /// The same attendee with what is known of the delivery of his invitation.
    func delivered(_ isDelivered: Bool) -> Property {
        let value = isDelivered ? Invitation.delivered : Invitation.failed
        return parameter(Invitation.deliveryParameter) == value ? self : setting(parameter: Invitation.deliveryParameter, to: value)
    }
}
