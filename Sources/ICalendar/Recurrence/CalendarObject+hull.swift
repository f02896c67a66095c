extension CalendarObject {
    private static let recurring: [PropertyName] = [.recurrenceID, .rrule, .rdate, .exrule, .exdate]

    /// First instant and last end of all instances, as `Expansion.hull` says; of an object that does not recur its times alone say it.
    public func hull(zones: ZoneResolver) -> (start: Instant, end: Instant?)? {
        guard components.count == 1, let only = components.first, !CalendarObject.recurring.contains(where: only.has) else {
            return Expansion(self, zones: zones).hull
        }
        return InstanceTemplate(only, index: 0, zones: zones).map { ($0.hull.start, $0.hull.end) }
    }
}
