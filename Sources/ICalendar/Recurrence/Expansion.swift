/// The instances of one object: rules, dates, exclusions and overrides resolved (RFC 5545 section 3.8.5).
///
/// Made once per object and asked many times; making one costs the parsing of the object's recurrence properties, not an expansion.
public struct Expansion: Sendable {
    /// - Parameters:
    ///   - zones: resolves the object's TZIDs; its floating zone places dates and floating times on the UTC line.
    public init(_ object: CalendarObject, zones: ZoneResolver) {}

    /// Instances that overlap `[range.lowerBound, range.upperBound)` (an instance without length counts where it starts), by start, then recurrence id.
    ///
    /// Seeks to the range where the rule allows it. `limit` bounds the instances returned, counted from the first in the range;
    /// `work` bounds the candidates looked at.
    public func occurrences(overlapping range: Range<Instant>, limit: Int = .max, work: WorkLimit = WorkLimit()) -> Occurrences {
        Occurrences(list: [], isComplete: true)
    }

    /// The instance that is named by a recurrence id (equal instants; equal dates for a series of dates); nil if the series has none.
    public func occurrence(recurrenceID: DateTimeValue) -> Occurrence? { nil }

    /// First instant and last end of all instances, of overrides too; `end` is nil for a series without end (or one whose end is beyond the work limit).
    public var hull: (start: Instant, end: Instant?)? { nil }
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
