import CalendarStore
import NIOCore
import Synchronization

/// Rows of whole calendars at a revision, and what a front end wrote from them last: what a PROPFIND of all ETags needs. Bounded in rows and octets.
final class RecordCache: Sendable {
    private struct Entry {
        var revision: ChangeNumber
        var records: [ObjectRecord]
        var listing: Listing?
        var lastUse: UInt64
    }

    private struct Listing {
        var form: String
        var octets: ByteBuffer
    }

    private struct State {
        var entries: [CalendarID: Entry] = [:]
        var rows = 0
        /// Of all listings.
        var octets = 0
        var uses: UInt64 = 0

        mutating func remove(_ calendar: CalendarID) {
            guard let old = entries.removeValue(forKey: calendar) else { return }
            rows -= old.records.count
            octets -= old.listing?.octets.readableBytes ?? 0
        }
    }

    private static let limit = 60_000
    private static let listingLimit = 16 << 20
    private let state = Mutex(State())

    func records(of calendar: CalendarID, at revision: ChangeNumber) -> [ObjectRecord]? {
        state.withLock { state in
            guard let entry = state.entries[calendar], entry.revision == revision else { return nil }
            state.uses += 1
            state.entries[calendar]?.lastUse = state.uses
            return entry.records
        }
    }

    /// The rows of a calendar as a transaction finds it: read where they are not known, and known then; nil for more than a limit.
    func records(of calendar: Calendar, in reading: any StoreReading, upTo limit: Int = .max) throws -> [ObjectRecord]? {
        if let known = records(of: calendar.id, at: calendar.revision) { return known.count <= limit ? known : nil }
        var records: [ObjectRecord] = []
        try reading.forEachObjectRecord(in: calendar.id) { record in
            records.append(record)
            return records.count <= limit
        }
        guard records.count <= limit else { return nil }
        keep(records, of: calendar.id, at: calendar.revision)
        return records
    }

    /// Forgets the rows of a calendar: they changed without a change of its revision.
    func forget(_ calendar: CalendarID) {
        state.withLock { $0.remove(calendar) }
    }

    /// What was written from the rows of a calendar at a revision, in a form that the front end names.
    func listing(_ form: String, of calendar: CalendarID, at revision: ChangeNumber) -> ByteBuffer? {
        state.withLock { state in
            guard let entry = state.entries[calendar], entry.revision == revision, let listing = entry.listing, listing.form == form else {
                return nil
            }
            state.uses += 1
            state.entries[calendar]?.lastUse = state.uses
            return listing.octets
        }
    }

    /// Keeps what was written from the rows that are here; one form for each calendar, the last.
    func keep(listing octets: ByteBuffer, _ form: String, of calendar: CalendarID, at revision: ChangeNumber) {
        guard octets.readableBytes <= Self.listingLimit else { return }
        state.withLock { state in
            guard let entry = state.entries[calendar], entry.revision == revision else { return }
            state.octets -= entry.listing?.octets.readableBytes ?? 0
            state.entries[calendar]?.listing = nil
            while state.octets + octets.readableBytes > Self.listingLimit,
                let oldest = state.entries.filter({ $0.value.listing != nil }).min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.octets -= oldest.value.listing?.octets.readableBytes ?? 0
                state.entries[oldest.key]?.listing = nil
            }
            state.entries[calendar]?.listing = Listing(form: form, octets: octets)
            state.octets += octets.readableBytes
        }
    }

    func keep(_ records: [ObjectRecord], of calendar: CalendarID, at revision: ChangeNumber) {
        guard records.count <= Self.limit else { return }
        state.withLock { state in
            state.remove(calendar)
            while state.rows + records.count > Self.limit, let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                state.remove(oldest.key)
            }
            state.uses += 1
            state.entries[calendar] = Entry(revision: revision, records: records, lastUse: state.uses)
            state.rows += records.count
        }
    }
}
