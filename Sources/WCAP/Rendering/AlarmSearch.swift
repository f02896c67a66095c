import ICalendar

/// Finds instances that have an alarm due in a range.
struct AlarmSearch: Sendable {
    var zones: ZoneResolver

    func occurrences(of expansion: Expansion, in object: CalendarObject, due range: ClosedRange<Instant>, limit: Int) -> [Occurrence] {
        let offsets = object.components.map { component in component.components.filter { $0.name == .valarm }.flatMap { alarms($0) } }
        let all = offsets.joined()
        guard !all.isEmpty else { return [] }
        // An alarm at `start + offset` lies in the range only if the instance lies in the range moved back by that offset.
        let earliest = all.compactMap(\.relativeSeconds).max().map { range.lowerBound.advanced(bySeconds: -max($0, 0)) }
        let latest = all.compactMap(\.relativeSeconds).min().map { range.upperBound.advanced(bySeconds: 1 - min($0, 0)) }
        let hasAbsolute = all.contains { $0.relativeSeconds == nil }
        let lower = hasAbsolute ? Instant.distantPast : earliest ?? range.lowerBound
        let upper = hasAbsolute ? Instant.distantFuture : latest ?? range.upperBound
        guard lower < upper else { return [] }
        // The end of a long instance may lie far behind its start; its alarms count from there.
        let candidates = expansion.occurrences(overlapping: lower..<upper, limit: 10_000).list
        return Array(
            candidates.lazy.filter { occurrence in
                guard offsets.indices.contains(occurrence.componentIndex) else { return false }
                return offsets[occurrence.componentIndex].contains { alarm in
                    alarm.instants(start: occurrence.startInstant, end: occurrence.endInstant).contains { range.contains($0) }
                }
            }.prefix(limit))
    }

    /// One time at which an alarm goes off.
    private struct Alarm {
        var absolute: Instant?
        var relativeSeconds: Int64?
        var isAtEnd: Bool
        var repeats: Int
        var interval: Int64

        func instants(start: Instant, end: Instant) -> [Instant] {
            let first = absolute ?? (isAtEnd ? end : start).advanced(bySeconds: relativeSeconds ?? 0)
            return (0...repeats).map { first.advanced(bySeconds: Int64($0) * interval) }
        }
    }

    private func alarms(_ component: Component) -> [Alarm] {
        guard let trigger = component.first(.trigger) else { return [] }
        let repeats = min(max((try? component.first(.repeat)?.integer()) ?? 0, 0), 100)
        let interval = min(max((try? component.first(.duration)?.duration().approximateSeconds) ?? 0, 0), 86_400 * 366)
        let isAtEnd = trigger.parameter("RELATED")?.uppercased() == "END"
        if trigger.parameter("VALUE")?.uppercased() != "DATE-TIME", let duration = try? trigger.duration() {
            let base = Alarm(
                absolute: nil, relativeSeconds: duration.approximateSeconds, isAtEnd: isAtEnd, repeats: repeats, interval: interval)
            var last = base
            last.repeats = 0
            last.relativeSeconds = duration.approximateSeconds.addingReportingOverflow(Int64(repeats) * interval).partialValue
            return repeats > 0 ? [base, last] : [base]
        }
        guard let value = try? trigger.dateTime() else { return [] }
        return [Alarm(absolute: zones.instant(of: value), relativeSeconds: nil, isAtEnd: false, repeats: repeats, interval: interval)]
    }
}
