import ICalendar
import Synchronization

/// An object in time, its floating times in one zone, with what was found last about when it takes place.
final class PlacedObject: Sendable {
    private struct Finding {
        /// An instance, from its start to its end.
        var instance: (start: Instant, end: Instant)?
        /// A range in which there is none.
        var gap: Range<Instant>?
    }

    let floating: ZoneRules
    let zones: ZoneResolver
    let expansion: Expansion
    private let finding = Mutex(Finding())

    init(_ parsed: CachedObject.Parsed, registry: TimeZoneRegistry, floating: ZoneRules) {
        self.floating = floating
        zones = ZoneResolver(timeZones: parsed.definitions, registry: registry, floating: floating)
        expansion = Expansion(parsed.object, zones: zones)
    }

    /// Whether an instance overlaps `[range.lowerBound, range.upperBound)` (one without length counts where it starts), or may, as far as `work` reaches.
    ///
    /// Who asks for a month asks for it again: the instance or the gap found last often answers without the rule.
    func takesPlace(in range: Range<Instant>, work: WorkLimit) -> Bool {
        let known = finding.withLock { $0 }
        if let (start, end) = known.instance, start < range.upperBound, end > range.lowerBound || start >= range.lowerBound { return true }
        if let gap = known.gap, gap.lowerBound <= range.lowerBound, range.upperBound <= gap.upperBound { return false }
        var iterator = expansion.makeIterator(overlapping: range, work: work)
        if let occurrence = iterator.next() {
            finding.withLock { $0.instance = (occurrence.startInstant, occurrence.endInstant) }
            return true
        }
        if iterator.isCut { return true }
        finding.withLock { $0.gap = range }
        return false
    }
}
