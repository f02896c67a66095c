import CalendarService
import CalendarStore
import ICalendar

/// A filter with what the store can do for it.
struct CalendarQuery: Sendable {
    let filter: ComponentFilter
    /// The zone in which the request wants floating times read; nil: the calendar's.
    let floating: ZoneRules?

    /// The kind of component that an object has to be; nil: any.
    var kind: ComponentName? { filter.components.first { !$0.isNotDefined && $0.name != .vtimezone }?.name }

    /// Whether the row of an object says all that the filter wants to know.
    var needsNoText: Bool {
        filter.timeRange == nil && filter.properties.isEmpty && filter.components.allSatisfy { $0.isPlain && $0.name != .vtimezone }
    }

    /// Whether properties of the VCALENDAR are asked for.
    var needsCalendarProperties: Bool { !filter.properties.isEmpty }

    /// What the range index can give; the filter itself decides.
    var selection: ObjectSelection {
        if let range = filter.timeRange { return .overlapping(range.widened, includingUndated: true) }
        for component in filter.components where !component.isNotDefined {
            // The index is widened for floating times in any zone, so the request's zone needs no more.
            if let range = component.timeRange { return .overlapping(range.widened, includingUndated: true) }
            for inner in component.components where inner.name == .valarm && !inner.isNotDefined {
                if let range = inner.timeRange { return .withAlarms(range.widened) }
            }
        }
        return .all
    }

    func matches(_ record: ObjectRecord) -> Bool {
        filter.components.allSatisfy { $0.name == record.kind } && !filter.isNotDefined
    }

    func matches(_ view: ObjectView, registry: TimeZoneRegistry) -> Bool {
        if let kind, kind != view.record.kind { return false }
        var zones = view.zones
        if let floating { zones = ZoneResolver(timeZones: view.object.timeZones, registry: registry, floating: floating) }
        var properties: [Property] = []
        if needsCalendarProperties { properties = Parser().parse(view.octets).calendars.first?.properties ?? [] }
        return FilterMatching(view.object, zones: zones, calendarProperties: properties).passes(filter)
    }
}
