import CalendarService
import ICalendar

/// Whether one object passes a filter.
struct FilterMatching {
    let object: CalendarObject
    let zones: ZoneResolver
    /// Properties of the VCALENDAR, where a filter asks for them.
    let calendarProperties: [Property]
    private let expansion: Expansion

    init(_ view: ObjectView, calendarProperties: [Property] = []) {
        object = view.object
        zones = view.zones
        expansion = view.expansion
        self.calendarProperties = calendarProperties
    }

    private var instances: InstanceMatching { InstanceMatching(object: object, expansion: expansion, zones: zones) }

    /// The filter is the one on VCALENDAR.
    func passes(_ filter: ComponentFilter) -> Bool {
        guard !filter.isNotDefined else { return false }
        // RFC 4791 knows no time-range of a VCALENDAR; clients that look for components of any kind mean that of what is in it.
        if let range = filter.timeRange, instances.components(in: range, firstOnly: true).isEmpty { return false }
        if !filter.properties.isEmpty {
            let calendar = Component(.vcalendar, properties: calendarProperties)
            guard filter.properties.allSatisfy({ $0.matches(calendar, zones: zones) }) else { return false }
        }
        return filter.components.allSatisfy(passes(inner:))
    }

    private func passes(inner filter: ComponentFilter) -> Bool {
        if filter.name == .vtimezone {
            if filter.isNotDefined { return object.timeZones.isEmpty }
            return object.timeZones.contains { conditions(filter, hold: $0) }
        }
        let indices = object.components.indices.filter { object.components[$0].name == filter.name }
        if filter.isNotDefined { return indices.isEmpty }
        let inRange = filter.timeRange.map { range in
            instances.components(in: range, firstOnly: filter.properties.isEmpty && filter.components.isEmpty)
        }
        return indices.contains { index in
            (inRange?.contains(index) ?? true) && holds(filter, at: index)
        }
    }

    /// Property filters, and filters on alarms.
    private func holds(_ filter: ComponentFilter, at index: Int) -> Bool {
        let component = object.components[index]
        guard filter.properties.allSatisfy({ $0.matches(component, zones: zones) }) else { return false }
        return filter.components.allSatisfy { inner in
            let candidates = component.components.filter { $0.name == inner.name }
            if inner.isNotDefined { return candidates.isEmpty }
            return candidates.contains { candidate in
                guard conditions(inner, hold: candidate) else { return false }
                guard let range = inner.timeRange else { return true }
                return candidate.name == .valarm
                    && AlarmMatching(expansion: expansion, zones: zones).goesOff(candidate, ofComponentAt: index, in: range)
            }
        }
    }

    /// Everything of a filter but its time range.
    private func conditions(_ filter: ComponentFilter, hold component: Component) -> Bool {
        filter.properties.allSatisfy { $0.matches(component, zones: zones) }
            && filter.components.allSatisfy { inner in
                let candidates = component.components.filter { $0.name == inner.name }
                return inner.isNotDefined ? candidates.isEmpty : candidates.contains { conditions(inner, hold: $0) }
            }
    }
}
