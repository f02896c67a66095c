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
            component.set(.due, to: occurrence.start)
        } else {
            component.setStart(occurrence.start)
            let usual = length.end(from: occurrence.start, zones: zones)
            if let end = occurrence.end, usual != nil || end != ItemLength.defaultEnd(of: component.name, from: occurrence.start) {
                if hadEnd || usual != end {
                    component.remove(.duration)
                    component.set(component.endName, to: end)
                }
            }
        }
        let value = inSeriesForm(occurrence.recurrenceID ?? occurrence.start)
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
