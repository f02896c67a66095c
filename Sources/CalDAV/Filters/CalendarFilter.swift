import ICalendar

/// `CALDAV:comp-filter` (RFC 4791 section 9.7.1).
struct ComponentFilter: Sendable {
    var name: ComponentName
    var isNotDefined = false
    var timeRange: TimeRange?
    var properties: [PropertyFilter] = []
    var components: [ComponentFilter] = []

    /// Only that such a component is there.
    var isPlain: Bool { !isNotDefined && timeRange == nil && properties.isEmpty && components.isEmpty }
}

/// `CALDAV:prop-filter` (RFC 4791 section 9.7.2).
struct PropertyFilter: Sendable {
    var name: PropertyName
    var isNotDefined = false
    var timeRange: TimeRange?
    var textMatch: TextMatch?
    var parameters: [ParameterFilter] = []
}

/// `CALDAV:param-filter` (RFC 4791 section 9.7.3).
struct ParameterFilter: Sendable {
    var name: String
    var isNotDefined = false
    var textMatch: TextMatch?

    func matches(_ property: Property) -> Bool {
        let parameter = property.parameters.first { $0.name == name }
        if isNotDefined { return parameter == nil }
        guard let parameter else { return false }
        guard let textMatch else { return true }
        return parameter.values.contains(where: textMatch.matches)
    }
}

extension PropertyFilter {
    /// Whether a component has what is wanted, or lacks it as wanted.
    func matches(_ component: Component, zones: ZoneResolver) -> Bool {
        let candidates = component.all(name)
        if isNotDefined { return candidates.isEmpty }
        return candidates.contains { property in
            (timeRange.map { Self.lies(property, in: $0, zones: zones) } ?? true) && (textMatch?.matches(property.text) ?? true)
                && parameters.allSatisfy { $0.matches(property) }
        }
    }

    /// Whether any of a property's values lies in a range: a time where it is, a day where any of it is.
    private static func lies(_ property: Property, in range: TimeRange, zones: ZoneResolver) -> Bool {
        guard let values = try? property.dateTimes() else { return false }
        return values.contains { value in
            let instant = zones.instant(of: value)
            guard value.isDate else { return range.contains(instant) }
            return range.start < instant.advanced(bySeconds: 86_400) && range.end > instant
        }
    }
}
