import CalendarStore
import ICalendar

extension EditTransaction {
    /// How many instances of an item are looked at for double booking.
    private static let instances = 1_000

    /// Refuses an event that takes time which is taken already, in a calendar that does not allow it (WCAP's double booking).
    ///
    /// Only times that the edit adds are looked at, so that other changes of an event that overlaps go through.
    /// - Throws: `doubleBooked`.
    func requireFreeTime(for outcome: EditOutcome, before item: Item?) throws {
        guard !info.calendar.properties.allowsDoubleBooking else { return }
        let objects = [outcome.object, outcome.split].compactMap { $0 }
        let own = Set(objects.map(\.uid))
        let before = item.map { Set(spans(of: $0.object, zones: $0.zones, in: .distantPast..<Instant.distantFuture)) } ?? []
        let zones = item?.zones ?? editor().zones
        let taken = objects.flatMap { spans(of: $0, zones: zones, in: .distantPast..<Instant.distantFuture) }
            .filter { !before.contains($0) }.sorted { $0.lowerBound < $1.lowerBound }
        guard let first = taken.first, let last = taken.map(\.upperBound).max(), first.lowerBound < last else { return }
        let hull = first.lowerBound..<last
        try writing.forEachObject(in: info.calendar.id, overlapping: hull, includingUndated: false) { stored in
            guard !own.contains(stored.record.uid) else { return true }
            let other = try self.item(stored)
            for span in spans(of: other.object, zones: other.zones, in: hull) {
                if let clash = taken.first(where: { $0.overlaps(span) }) {
                    throw CalendarError(
                        .doubleBooked, "The calendar “\(info.calendar.displayName)” is taken at \(clash.lowerBound.text) already."
                    )
                }
            }
            return true
        }
    }

    /// The times an event keeps its calendar busy.
    private func spans(of object: CalendarObject, zones: ZoneResolver, in range: Range<Instant>) -> [Range<Instant>] {
        guard object.kind == .vevent else { return [] }
        let kinds = object.components.map { BusyPeriod.Kind($0, owner: info.owner) }
        guard kinds.contains(where: { $0 != nil }) else { return [] }
        return Expansion(object, zones: zones).occurrences(overlapping: range, limit: EditTransaction.instances).list.compactMap {
            occurrence in
            guard kinds[occurrence.componentIndex] != nil, occurrence.startInstant < occurrence.endInstant else { return nil }
            return occurrence.startInstant..<occurrence.endInstant
        }
    }
}
