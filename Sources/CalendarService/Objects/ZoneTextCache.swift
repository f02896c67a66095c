import CalendarStore
import ICalendar
import Synchronization

/// VTIMEZONE texts by digest, read once. What a digest names never changes.
final class ZoneTextCache: Sendable {
    /// At a hundred kilobytes for the largest a definition may be.
    private static let limit = 1024
    private let texts = Mutex<[Digest: ZoneText]>([:])

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

    /// Forgets everything: definitions by name change with the zone database.
    func removeAll() { texts.withLock { $0.removeAll() } }
}
