/// The instances of one object: rules, dates, exclusions and overrides resolved (RFC 5545 section 3.8.5).
///
/// Made once per object and asked many times; making one costs the parsing of the object's recurrence properties, not an expansion.
///
/// How the silent and contradictory places are read:
/// - DTSTART is the first instance even if the rule would not give it, and the first of COUNT.
/// - A rule's instance in a gap of the clocks is read as section 3.3.5 reads an explicit time, with the offset before the gap; of a doubled
///   time the first counts. (Section 3.3.10 says both this and that such instances are ignored; this is what calendars show.)
/// - DTEND and DUE give every instance the same exact length, DURATION a nominal one (section 3.8.5.3).
/// - An override is an instance whatever its STATUS, and also when its RECURRENCE-ID is no instance of the rule or there is no master.
/// - An override with RANGE=THISANDFUTURE lends its properties, its length and its shift of the start to all later instances up to the
///   next such override. RANGE=THISANDPRIOR, which is gone since RFC 5545, is read as no range.
/// - A to-do without DTSTART is placed when it is due, without length; a component that nothing places in time has no instance.
public struct Expansion: Sendable {
    /// Instances described by one component: the master, or an override for this and future.
    struct Segment: Sendable {
        var template: InstanceTemplate
        /// The master's.
        var series: InstanceTemplate
        /// Recurrence instants after this one belong to the segment.
        var after: Int64
        /// Recurrence instants up to this one belong to the segment.
        var through: Int64
        /// How much later than their recurrence id instances begin, on the series' clock.
        var shift: Int64
        var maximumSeconds: Int64
    }

    /// nil without a master that something places in time.
    let set: RecurrenceSet?
    /// In order of time; empty without a set.
    let segments: [Segment]
    /// The overrides' own instances by start, then recurrence id.
    let overrides: [Occurrence]
    /// Recurrence instants that have an override, ascending.
    let overriddenInstants: [Int64]
    /// Whether instances are named by a recurrence id.
    let isRecurring: Bool
    /// The longest override, in seconds.
    let longestOverride: Int64
    private let zones: ZoneResolver

    /// - Parameters:
    ///   - zones: resolves the object's TZIDs; its floating zone places dates and floating times on the UTC line.
    public init(_ object: CalendarObject, zones: ZoneResolver) {
        self.zones = zones
        var set: RecurrenceSet?
        var overrideIndices: [Int] = []
        var isRecurring = false
        for (index, component) in object.components.enumerated() {
            if component.has(.recurrenceID) {
                overrideIndices.append(index)
            } else if set == nil, let template = InstanceTemplate(component, index: index, zones: zones) {
                set = RecurrenceSet(component, template: template, zones: zones)
                isRecurring = component.has(.rrule) || component.has(.rdate)
            }
        }
        self.isRecurring = isRecurring || !overrideIndices.isEmpty
        var segments: [Segment] = []
        if let set {
            let template = set.template
            segments = [
                Segment(template: template, series: template, after: .min, through: .max, shift: 0, maximumSeconds: set.maximumSeconds)
            ]
        }
        let resolved = OverrideReader(object: object, set: set, zones: zones).read(overrideIndices)
        for override in resolved where override.appliesToFuture {
            guard let set, let last = segments.indices.last else { continue }
            segments[last].through = override.recurrencePoint.instant
            segments.append(
                Segment(
                    template: override.template, series: set.template, after: override.recurrencePoint.instant, through: .max,
                    shift: override.shift(on: set.template.clock),
                    maximumSeconds: override.template.maximumSeconds
                )
            )
        }
        self.set = set
        self.segments = segments
        overriddenInstants = resolved.map(\.recurrencePoint.instant)
        let occurrences = resolved.map(\.occurrence)
        overrides = occurrences.sorted(by: Expansion.isOrdered)
        longestOverride = occurrences.reduce(0) { max($0, $1.endInstant.seconds - $1.startInstant.seconds) }
    }

    /// Instances that overlap `[range.lowerBound, range.upperBound)` (an instance without length counts where it starts), by start, then recurrence id.
    ///
    /// Seeks to the range where the rule allows it. `limit` bounds the instances returned, counted from the first in the range;
    /// `work` bounds the candidates looked at.
    public func occurrences(overlapping range: Range<Instant>, limit: Int = .max, work: WorkLimit = WorkLimit()) -> Occurrences {
        var iterator = OccurrenceIterator(self, overlapping: range, work: work)
        var list: [Occurrence] = []
        var isSorted = true
        var latest = Instant(seconds: .min)
        while list.count < limit, let occurrence = iterator.next() {
            if occurrence.startInstant <= latest, let last = list.last, Expansion.isOrdered(occurrence, last) { isSorted = false }
            latest = occurrence.startInstant
            list.append(occurrence)
        }
        // Shifts across a change of the clocks can swap neighbours.
        if !isSorted { list.sort(by: Expansion.isOrdered) }
        let isWhole = list.count < limit || limit == .max ? true : iterator.next() == nil
        return Occurrences(list: list, isComplete: isWhole && !iterator.isCut)
    }

    /// The same instances one by one, without a list.
    public func makeIterator(overlapping range: Range<Instant>, work: WorkLimit = WorkLimit()) -> OccurrenceIterator {
        OccurrenceIterator(self, overlapping: range, work: work)
    }

    /// The instance that is named by a recurrence id (equal instants; equal dates for a series of dates; the first of that local day for a
    /// date in a series of times); nil if the series has none. Costs a seek.
    public func occurrence(recurrenceID: DateTimeValue) -> Occurrence? {
        if let set, let point = set.instance(named: recurrenceID, zones: zones)?.point {
            if let override = override(at: point.instant) { return override }
            return set.instance(at: point.instant).map { occurrence(of: $0) }
        }
        // An orphan: named by its own words.
        let instant = (set?.template.point(of: recurrenceID, zones: zones).instant) ?? zones.instant(of: recurrenceID).seconds
        return override(at: instant)
    }

    /// Whether the recurrence set (rules and dates less exclusions, overrides not considered) has an instance of this name. Costs a seek.
    public func isInstance(_ recurrenceID: DateTimeValue) -> Bool { set?.instance(named: recurrenceID, zones: zones) != nil }

    /// The first instance that starts after an instant, overrides considered.
    public func occurrence(after instant: Instant, work: WorkLimit = WorkLimit()) -> Occurrence? {
        let from = instant.advanced(bySeconds: 1)
        guard from < Instant.distantFuture else { return nil }
        var iterator = OccurrenceIterator(self, overlapping: from..<Instant.distantFuture, work: work)
        while let occurrence = iterator.next() { if occurrence.startInstant > instant { return occurrence } }
        return nil
    }

    /// The last instance that starts before an instant, overrides considered.
    public func occurrence(before instant: Instant, work: WorkLimit = WorkLimit()) -> Occurrence? {
        var latest = overrides.last { $0.startInstant < instant }
        guard let set else { return latest }
        for segment in segments {
            // A shift counts on the local clock, which may change in between.
            let bound = segment.after == .min ? instant.seconds : instant.seconds - segment.shift + 86_400
            let found = set.last(
                before: segment.through == .max ? bound : min(bound, segment.through + 1),
                notBefore: segment.after == .min ? .min : segment.after + 1, work: work.candidates
            ) { instance in
                !isOverridden(instance.point.instant)
                    && (segment.after == .min || occurrence(of: instance, in: segment).startInstant < instant)
            }
            guard let found else { continue }
            let candidate = occurrence(of: found, in: segment)
            if latest.map({ Expansion.isOrdered($0, candidate) }) ?? true { latest = candidate }
        }
        return latest
    }

    /// First instant and last end of all instances, of overrides too; `end` is nil for a series without end (or one whose end is beyond the work limit).
    ///
    /// nil for an object without any instance.
    public var hull: (start: Instant, end: Instant?)? {
        if let set, let segment = segments.first, overrides.isEmpty, set.isSingle {
            let only = occurrence(of: .init(point: set.template.startPoint, length: nil), in: segment)
            return (only.startInstant, only.endInstant)
        }
        let work = WorkLimit(candidates: RecurrenceSet.hullWork)
        var iterator = OccurrenceIterator(self, overlapping: Instant(seconds: .min)..<Instant(seconds: .max), work: work)
        guard let first = iterator.next() else {
            guard iterator.isCut, let set else { return nil }
            return (Instant(seconds: set.template.startPoint.instant), nil)
        }
        guard let set else { return (first.startInstant, overrides.map(\.endInstant).max()) }
        if set.isEndless { return (first.startInstant, nil) }
        var end = first.endInstant
        for override in overrides { end = max(end, override.endInstant) }
        for date in set.dates where date.length != nil && set.instance(at: date.point.instant) != nil {
            guard !isOverridden(date.point.instant) else { continue }
            end = max(end, occurrence(of: .init(point: date.point, length: date.length)).endInstant)
        }
        if set.isTooLong(for: work.candidates) { return (first.startInstant, nil) }
        for segment in segments {
            var isCut = false
            let found = set.last(
                before: segment.through, notBefore: segment.after == .min ? .min : segment.after + 1, work: work.candidates, isCut: &isCut
            ) { !isOverridden($0.point.instant) }
            if isCut { return (first.startInstant, nil) }
            if let found { end = max(end, occurrence(of: found, in: segment).endInstant) }
        }
        return (first.startInstant, end)
    }

    // MARK: Parts

    static func isOrdered(_ left: Occurrence, _ right: Occurrence) -> Bool {
        if left.startInstant != right.startInstant { return left.startInstant < right.startInstant }
        return (left.recurrenceInstant?.seconds ?? .min) < (right.recurrenceInstant?.seconds ?? .min)
    }

    func isOverridden(_ instant: Int64) -> Bool {
        !overriddenInstants.isEmpty && overriddenInstants.containsSorted(instant)
    }

    private func override(at instant: Int64) -> Occurrence? { overrides.first { $0.recurrenceInstant?.seconds == instant } }

    /// The instance as its segment shows it.
    private func occurrence(of instance: RecurrenceSetIterator.Instance) -> Occurrence {
        let instant = instance.point.instant
        let index = max(0, segments.partitioningIndex { $0.after >= instant } - 1)
        return occurrence(of: instance, in: segments[index])
    }

    private func occurrence(of instance: RecurrenceSetIterator.Instance, in segment: Segment) -> Occurrence {
        var zone = ZoneCursor(segment.template.clock)
        return segment.occurrence(of: instance, isRecurring: isRecurring, zone: &zone)
    }
}

extension Expansion.Segment {
    /// The instance as this segment shows it.
    @inline(__always)
    func occurrence(of instance: RecurrenceSetIterator.Instance, isRecurring: Bool, zone: inout ZoneCursor) -> Occurrence {
        if after == .min {
            return template.occurrence(at: instance.point, length: instance.length, name: isRecurring ? .start : .none, zone: &zone)
        }
        let recurrenceID = series.value(of: instance.point)
        let point = template.point(ofLocal: instance.point.local + shift, on: series)
        return template.occurrence(at: point, name: .given(recurrenceID, Instant(seconds: instance.point.instant)), zone: &zone)
    }
}

/// A list of instances and whether it is whole.
public struct Occurrences: Sendable {
    public var list: [Occurrence]
    /// False when the work limit or the limit on instances ended the expansion early.
    public var isComplete: Bool

    public init(list: [Occurrence], isComplete: Bool) {
        self.list = list
        self.isComplete = isComplete
    }
}

/// How much an expansion may do before it gives up.
public struct WorkLimit: Hashable, Sendable {
    /// Candidates (days, or times below a day) looked at.
    public var candidates: Int

    public init(candidates: Int = 2_000_000) { self.candidates = candidates }
}
