import ICalendar

extension Series {
    /// What an instance looks like as an override: the properties of the component that describes it, with its own times.
    func component(of occurrence: Occurrence) -> Component {
        guard object.components.indices.contains(occurrence.componentIndex) else { return Component(object.kind) }
        var component = object.components[occurrence.componentIndex]
        let wasOverride = component.has(.recurrenceID)
        for name in PropertyName.recurrence { component.remove(name) }
        let hadEnd = component.has(component.endName)
        let length = ItemLength(of: component, start: component.start, zones: zones)
        if component.start == nil, component.name == .vtodo, hadEnd {
            component.set(.due, to: occurrence.writtenStart)
        } else {
            let start = occurrence.writtenStart
            component.setStart(start)
            let usual = length.end(from: start, zones: zones)
            if var end = occurrence.writtenEnd, usual != nil || end != ItemLength.defaultEnd(of: component.name, from: start) {
                if !end.isDate, zones.instant(of: end) != occurrence.endInstant { end = .utc(occurrence.endInstant.utc) }
                if hadEnd || usual != end { component.setEnd(end, from: start, zones: zones) }
            }
        }
        let value = inSeriesForm(occurrence.writtenRecurrenceID ?? occurrence.writtenStart)
        let line = Property(.recurrenceID, dateTime: value)
        if wasOverride {
            component.set(line)
        } else {
            let place = component.properties.firstIndex { $0.name == .dtstart || $0.name == .due } ?? component.properties.count
            component.properties.insert(line, at: place)
        }
        return component
    }
}
