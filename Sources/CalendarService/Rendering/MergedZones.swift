import CalendarStore
import ICalendar

/// The VTIMEZONEs of a text that many objects share: one definition a TZID (architecture 4.7).
///
/// The first object's definition keeps the name. A later object whose own definition places its instances differently uses another name.
struct MergedZones {
    private var first: [String: ZoneText] = [:]
    private var agreements: [Pair: Bool] = [:]
    /// In order of first use, with the name under which each leaves.
    private(set) var leaving: [(zone: ZoneText, name: String)] = []
    private var leavingNames: Set<String> = []

    private struct Pair: Hashable {
        var left: Digest
        var right: Digest
    }

    /// Takes an object's zones in; returns the TZIDs that have to be replaced in it.
    mutating func use(_ zones: [ZoneText], span: ObjectSpan) -> [String: String] {
        var replacements: [String: String] = [:]
        for zone in zones {
            guard let known = first[zone.tzid] else {
                first[zone.tzid] = zone
                leave(zone, as: zone.tzid)
                continue
            }
            if zone.digest == known.digest || agreeAlways(known, zone) || ObjectComparison.agree(known.rules, zone.rules, over: span) {
                continue
            }
            let name = TZIDSubstitution.renamed(zone)
            replacements[zone.tzid] = name
            leave(zone, as: name)
        }
        return replacements
    }

    private mutating func leave(_ zone: ZoneText, as name: String) {
        if leavingNames.insert(name).inserted { leaving.append((zone, name)) }
    }

    /// Whether two definitions agree over all years that calendars are about: answers most objects at once.
    private mutating func agreeAlways(_ left: ZoneText, _ right: ZoneText) -> Bool {
        let pair = Pair(left: left.digest, right: right.digest)
        if let known = agreements[pair] { return known }
        let century: Int64 = 100 * 366 * 86_400
        let agree = left.rules.givesSameOffsets(as: right.rules, from: Instant(seconds: -century), to: Instant(seconds: century))
        agreements[pair] = agree
        return agree
    }

    /// Appends the VTIMEZONEs.
    func append(to text: inout [UInt8]) {
        for (zone, name) in leaving {
            if name == zone.tzid {
                text += zone.output
            } else {
                Serializer().append(TZIDSubstitution.apply(to: zone.definition) { _ in name }, to: &text)
            }
        }
    }
}
