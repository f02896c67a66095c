import CalendarStore
import ICalendar

/// What an edit of a series leaves behind.
struct EditOutcome: Sendable {
    /// What the UID stands for afterwards; nil: the item is gone.
    var object: CalendarObject?
    /// What left it under a new UID.
    var split: CalendarObject?
    /// Instances (or the whole item) that went, for the delete log.
    var deletions: [DeletedInstance] = []
    /// False: nothing changed, nothing has to be written.
    var isChanged = true
}

/// An instance, or a whole item, that an edit removed.
struct DeletedInstance: Sendable, Hashable {
    /// In the form of the series' DTSTART; nil: the whole item.
    var recurrenceID: DateTimeValue?
    /// UID, DTSTAMP, DTSTART, DTEND or DUE, and recurrence data.
    var stub: Component

    /// The whole item.
    init(item component: Component) {
        recurrenceID = component.recurrenceID
        stub = DeletedInstance.stub(of: component)
    }

    /// One instance, described by its component.
    init(_ occurrence: Occurrence, of component: Component, form: DateTimeValue?) {
        recurrenceID = form
        var stub = DeletedInstance.stub(of: component)
        for name in PropertyName.recurrence { stub.remove(name) }
        stub.remove(.duration)
        stub.set(.dtstart, to: occurrence.writtenStart)
        if let end = occurrence.writtenEnd { stub.set(component.endName, to: end) } else { stub.remove(component.endName) }
        if let form { stub.set(Property(.recurrenceID, dateTime: form)) }
        self.stub = stub
    }

    /// The log entry.
    ///
    /// - Parameter zones: VTIMEZONEs without which the stub's times cannot be read; those it names go along.
    func logged(uid: String, zones: [Component], time: Timestamp, author: String) -> DeletedComponent {
        let line = recurrenceID.map { Property(.recurrenceID, dateTime: $0).line.string }
        let serializer = Serializer()
        let named = zones.isEmpty ? [] : Set(stub.properties.compactMap { $0.parameter("TZID") }.map(TZID.comparable))
        let needed = zones.filter { zone in zone.first(.tzid).map { named.contains(TZID.comparable($0.valueString)) } ?? false }
        return DeletedComponent(
            uid: uid, recurrenceIDLine: line, kind: stub.name.text, time: time, author: author,
            stub: needed.flatMap(serializer.text) + serializer.text(of: stub)
        )
    }

    private static func stub(of component: Component) -> Component {
        let kept: Set<PropertyName> = [
            .uid, .dtstamp, .dtstart, .dtend, .due, .duration, .recurrenceID, .rrule, .rdate, .exrule, .exdate, .lastModified,
        ]
        return Component(component.name, properties: component.properties.filter { kept.contains($0.name) })
    }
}
