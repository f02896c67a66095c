import CalendarService
import CalendarStore
import ICalendar

/// A filter with what the store can do for it.
struct CalendarQuery: Sendable {
    let filter: ComponentFilter
    /// The zone in which the request wants floating times read; nil: the calendar's.
    let floating: ZoneRules?
    /// The kind of component that an object has to be; nil: any.
    let kind: ComponentName?
    /// Whether the row of an object says all that the filter wants to know.
    let needsNoText: Bool
    /// The range, where nothing is asked but that an event takes place in it.
    private let eventRange: TimeRange?

    init(filter: ComponentFilter, floating: ZoneRules?) {
        self.filter = filter
        self.floating = floating
        kind = filter.components.first { !$0.isNotDefined && $0.name != .vtimezone }?.name
        needsNoText =
            filter.timeRange == nil && filter.properties.isEmpty && filter.components.allSatisfy { $0.isPlain && $0.name != .vtimezone }
        var eventRange: TimeRange?
        if !filter.isNotDefined, filter.timeRange == nil, filter.properties.isEmpty, filter.components.count == 1,
            let only = filter.components.first, only.name == .vevent, !only.isNotDefined, only.properties.isEmpty, only.components.isEmpty
        {
            eventRange = only.timeRange
        }
        self.eventRange = eventRange
    }

    /// What the range index can give; the filter itself decides.
    var selection: ObjectSelection {
        if let range = filter.timeRange { return .overlapping(range.widened, includingUndated: true) }
        for component in filter.components where !component.isNotDefined {
            // The index is widened for floating times in any zone, so the request's zone needs no more.
            // What nothing places in time is no event that takes place in a range.
            if let range = component.timeRange { return .overlapping(range.widened, includingUndated: kind != .vevent) }
            for inner in component.components where inner.name == .valarm && !inner.isNotDefined {
                if let range = inner.timeRange { return .withAlarms(range.widened) }
            }
        }
        return .all
    }

    func matches(_ record: ObjectRecord) -> Bool {
        filter.components.allSatisfy { $0.name == record.kind } && !filter.isNotDefined
    }

    /// Whether an object passes. As little is looked at as will do: the row, else the text.
    func matches(_ view: ObjectView) -> Bool {
        if needsNoText { return matches(view.record) }
        if let kind, kind != view.record.kind { return false }
        if let range = eventRange {
            return view.record.takesPlaceInside(range)
                || view.takesPlace(in: range.range, floating: floating, work: InstanceMatching.work)
        }
        return FilterMatching(
            floating.map(view.placed) ?? view, calendarProperties: filter.properties.isEmpty ? [] : view.calendarProperties
        ).passes(filter)
    }
}

extension ObjectRecord {
    /// Whether the object has an instance in a range for certain: one that does not recur, whose hull lies inside.
    fileprivate func takesPlaceInside(_ range: TimeRange) -> Bool {
        guard !span.isRecurring, let first = span.first, let last = span.last else { return false }
        return first >= range.start && first < range.end && last <= range.end
    }
}
