import CalendarStore
import ICalendar

/// Whether an incoming object says the same as a stored one although their digests differ: only the definitions of their zones are different, and
/// those give the object the same instants (architecture 4.3).
enum ObjectComparison {
    static func saysTheSame(_ incoming: PreparedObject, _ stored: CalendarObject, zones: [ZoneText]) -> Bool {
        guard !incoming.zones.isEmpty, incoming.zones.count == zones.count,
            ObjectDigest.canonicalText(of: incoming.object.components) == ObjectDigest.canonicalText(of: stored.components)
        else { return false }
        let others = Dictionary(zones.map { ($0.tzid, $0) }) { first, _ in first }
        return incoming.zones.allSatisfy { zone in
            guard let other = others[zone.tzid] else { return false }
            return zone.digest == other.digest || agree(zone.rules, other.rules, over: incoming.content.span)
        }
    }

    /// Whether two zones place an object's instances alike: the same offsets from its first to its last instant.
    static func agree(_ left: ZoneRules, _ right: ZoneRules, over span: ObjectSpan) -> Bool {
        guard let first = span.first, let last = span.last else { return true }
        // Where the instances are was never found out.
        guard first > .distantPast else { return false }
        // An endless series is looked at as far as zone definitions can differ in practice.
        let end = min(last, first.advanced(bySeconds: 100 * 366 * 86_400)).advanced(bySeconds: 86_400)
        return left.givesSameOffsets(as: right, from: first.advanced(bySeconds: -86_400), to: end)
    }
}
