import CalendarStore
import ICalendar
import Synchronization

/// VTIMEZONE texts by digest, read once. What a digest names never changes.
final class ZoneTextCache: Sendable {
    /// At a hundred kilobytes for the largest a definition may be.
    private static let limit = 1024
    private let texts = Mutex<[Digest: ZoneText]>([:])

    /// Definitions as they come with objects, by TZID: each client sends the same few over and over.
    private let definitions = Mutex<[String: [(component: Component, text: ZoneText)]]>([:])
    /// The zones of objects met lately: most objects of a client bring and name the same.
    private let met = Mutex<[(named: [String], brought: [Component], zones: ObjectZones)]>([])
    private static let metLimit = 32
    /// A definition whose text is longer is made anew each time.
    private static let definitionLimit = 4096
    private static let definitionsOfOneName = 8

    /// The texts of digests, in that order; those the store has lost are left out.
    func texts(_ digests: [Digest], in reading: any StoreReading, registry: TimeZoneRegistry) throws -> [ZoneText] {
        guard !digests.isEmpty else { return [] }
        var known = texts.withLock { texts in digests.map { texts[$0] } }
        let missing = zip(digests, known).filter { $0.1 == nil }.map(\.0)
        guard !missing.isEmpty else { return known.compactMap { $0 } }
        for (digest, octets) in try reading.timeZoneTexts(missing) {
            keep(ZoneText(kept: octets, registry: registry), as: digest)
        }
        known = texts.withLock { texts in digests.map { texts[$0] } }
        return known.compactMap { $0 }
    }

    private func keep(_ text: ZoneText, as digest: Digest) {
        texts.withLock {
            if $0.count >= Self.limit { $0.removeAll() }
            $0[digest] = text
        }
    }

    /// The form in which a definition is kept that came with an object.
    func text(of definition: Component, registry: TimeZoneRegistry) -> ZoneText {
        let tzid = definition.first(.tzid)?.valueString ?? ""
        let known = definitions.withLock { $0[tzid] } ?? []
        if let known = known.first(where: { $0.component == definition }) { return known.text }
        let text = ZoneText(definition, registry: registry)
        guard text.octets.count <= Self.definitionLimit, text.output.count <= Self.definitionLimit else { return text }
        definitions.withLock { definitions in
            if definitions.count >= Self.limit { definitions.removeAll() }
            if definitions[tzid, default: []].count >= Self.definitionsOfOneName { definitions[tzid] = [] }
            definitions[tzid, default: []].append((definition, text))
        }
        return text
    }

    /// Whether the form of a definition that came with an object is known.
    func holds(_ definition: Component) -> Bool {
        let tzid = definition.first(.tzid)?.valueString ?? ""
        return definitions.withLock { $0[tzid] }?.contains { $0.component == definition } ?? false
    }

    /// The zones of an object that names and brings these.
    func zones(named: [String], brought: [Component]) -> ObjectZones? {
        met.withLock { $0.first { $0.named == named && $0.brought == brought }?.zones }
    }

    func keep(_ zones: ObjectZones, named: [String], brought: [Component]) {
        guard brought.count <= 4, zones.texts.allSatisfy({ $0.octets.count <= Self.definitionLimit }) else { return }
        met.withLock { met in
            if met.count >= Self.metLimit { met.removeFirst() }
            met.append((named, brought, zones))
        }
    }

    /// Forgets everything: definitions by name change with the zone database.
    func removeAll() {
        texts.withLock { $0.removeAll() }
        definitions.withLock { $0.removeAll() }
        met.withLock { $0.removeAll() }
    }
}
