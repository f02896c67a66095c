/// One override, placed: the instance it stands for, and itself.
struct ResolvedOverride: Sendable {
    var template: InstanceTemplate
    /// The instance it stands for, on the series' clock.
    var recurrencePoint: InstanceTemplate.Point
    var recurrenceID: DateTimeValue
    /// RANGE=THISANDFUTURE.
    var appliesToFuture: Bool
    var sequence: Int

    /// How much later than its recurrence id it begins, on the series' clock.
    func shift(on clock: ZoneClock) -> Int64 { clock.local(at: template.startPoint.instant) - clock.local(at: recurrencePoint.instant) }

    var occurrence: Occurrence {
        var zone = ZoneCursor(template.clock)
        return template.occurrence(
            at: template.startPoint, name: .given(recurrenceID, Instant(seconds: recurrencePoint.instant)), zone: &zone)
    }
}

/// Finds what each component with RECURRENCE-ID stands for (RFC 5545 section 3.8.4.4).
struct OverrideReader {
    let object: CalendarObject
    let set: RecurrenceSet?
    let zones: ZoneResolver

    /// The overrides by recurrence instant. Of two for the same instance the one with the higher SEQUENCE counts, then the later.
    /// One whose RECURRENCE-ID cannot be read stands where it starts.
    func read(_ indices: [Int]) -> [ResolvedOverride] {
        var overrides: [ResolvedOverride] = []
        let isOnlyDue = object.components.contains { $0.name == .vtodo && !$0.has(.recurrenceID) && !$0.has(.dtstart) }
        for index in indices {
            let component = object.components[index]
            let property = component.first(.recurrenceID)
            let given = property.flatMap { try? $0.dateTime() }
            // In a series of to-dos that are only due, an override without DTSTART stands where it is due as well.
            let fallback = isOnlyDue && component.has(.due) ? nil : given
            guard let template = InstanceTemplate(component, index: index, zones: zones, fallback: fallback) else { continue }
            let (point, recurrenceID) = place(given ?? template.start, of: template)
            overrides.append(
                ResolvedOverride(
                    template: template, recurrencePoint: point, recurrenceID: recurrenceID,
                    appliesToFuture: property?.parameter("RANGE")?.uppercasedASCII == "THISANDFUTURE",
                    sequence: component.first(.sequence).flatMap { try? $0.integer() } ?? 0
                )
            )
        }
        guard overrides.count > 1 else { return overrides }
        overrides.sort {
            ($0.recurrencePoint.instant, $0.sequence, $0.template.componentIndex) < (
                $1.recurrencePoint.instant, $1.sequence, $1.template.componentIndex
            )
        }
        var kept: [ResolvedOverride] = []
        for override in overrides {
            if let last = kept.last, last.recurrencePoint.instant == override.recurrencePoint.instant { kept.removeLast() }
            kept.append(override)
        }
        return kept
    }

    /// The instance that a recurrence id names, in the series' form; without a series the words themselves.
    private func place(_ value: DateTimeValue, of template: InstanceTemplate) -> (InstanceTemplate.Point, DateTimeValue) {
        guard let set else {
            let local = value.local.timelineSeconds
            return (.init(local: local, instant: zones.instant(of: value).seconds), value)
        }
        if value.isDate, !set.template.start.isDate {
            if let point = set.instance(named: value, zones: zones)?.point {
                return (point, set.template.start.replacing(local: LocalDateTime(timelineSeconds: point.local)))
            }
            let local = value.local.timelineSeconds + Int64(set.template.start.local.secondOfDay)
            let point = InstanceTemplate.Point(local: local, instant: set.template.clock.instant(ofLocal: local))
            return (point, set.template.start.replacing(local: LocalDateTime(timelineSeconds: local)))
        }
        let point = set.template.point(of: value, zones: zones)
        return (point, set.template.value(of: point))
    }
}
