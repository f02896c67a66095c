public import CalendarStore
import ICalendar
public import NIOCore

extension CalendarService {
    /// One object by resource name. Needs read.
    public func object(named resourceName: String, in calendar: CalendarReference, for caller: Caller) async throws -> ObjectView {
        try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(calendar)
            try info.require(.read, reference: calendar)
            guard let stored = try reading.object(resourceName: resourceName, in: info.calendar.id) else { throw CalendarError.noObject }
            return try ObjectReader(reading, service: self).view(
                stored, for: info, floating: info.floatingZone(zones)
            )
        }
    }

    /// The text of one object as GET serves it, with its row (whose ETag is this view's); nothing is parsed for it. Needs read.
    public func objectText(
        named resourceName: String, in calendar: CalendarReference, for caller: Caller
    ) async throws -> (octets: [UInt8], record: ObjectRecord) {
        try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(calendar)
            try info.require(.read, reference: calendar)
            guard let stored = try reading.object(resourceName: resourceName, in: info.calendar.id) else { throw CalendarError.noObject }
            let view = try ObjectReader(reading, service: self).view(stored, for: info, floating: .utc)
            var record = view.record
            record.etag = view.etag
            return (view.octets, record)
        }
    }

    /// Row of one object (ETag, times) without its text; its ETag is the caller's view's. Needs read.
    public func objectRecord(named resourceName: String, in calendar: CalendarReference, for caller: Caller) async throws -> ObjectRecord {
        try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(calendar)
            try info.require(.read, reference: calendar)
            guard var record = try reading.objectRecord(resourceName: resourceName, in: info.calendar.id) else {
                throw CalendarError.noObject
            }
            record.etag = info.etag(of: record)
            return record
        }
    }

    /// Rows of all objects, in stored order, from memory where the revision is known; ETags are the caller's view's. Needs read.
    public func objectRecords(in calendar: CalendarReference, for caller: Caller) async throws -> [ObjectRecord] {
        let info = try await self.calendar(calendar, for: caller)
        try info.require(.read, reference: calendar)
        return info.seen(try await records(of: info.calendar))
    }

    /// What a front end writes from the rows of all objects, kept until they change. Needs read.
    ///
    /// - Parameters:
    ///   - form: names what is written; everything but the rows that the text depends on.
    ///   - limit: nil for more rows than that.
    ///   - write: makes the text.
    public func objectListing(
        _ form: String, in calendar: CalendarReference, upTo limit: Int, for caller: Caller, _ write: ([ObjectRecord]) -> [UInt8]
    ) async throws -> ObjectListing? {
        let info = try await self.calendar(calendar, for: caller)
        try info.require(.read, reference: calendar)
        let id = info.calendar.id
        // Who sees less has ETags of another kind.
        if !info.access.seesStripped, let known = state.records.listing(form, of: id, at: info.calendar.revision) {
            return ObjectListing(octets: known, syncToken: syncToken(of: info.calendar))
        }
        let (read, revision) = try await recordsAndRevision(of: info.calendar, upTo: limit)
        guard let records = read else { return nil }
        let octets = ByteBuffer(bytes: write(info.seen(records)))
        if !info.access.seesStripped { state.records.keep(listing: octets, form, of: id, at: revision) }
        return ObjectListing(octets: octets, syncToken: SyncToken(epoch: store.epoch, calendar: id, number: revision).text)
    }

    /// Rows of all objects, from memory where the revision is known.
    func records(of calendar: Calendar) async throws -> [ObjectRecord] {
        try await recordsAndRevision(of: calendar).records ?? []
    }

    /// As the other, with the revision at which they were read; nil for more rows than the limit.
    func recordsAndRevision(
        of calendar: Calendar, upTo limit: Int = .max
    ) async throws -> (records: [ObjectRecord]?, revision: ChangeNumber) {
        if let known = state.records.records(of: calendar.id, at: calendar.revision) {
            return (known.count <= limit ? known : nil, calendar.revision)
        }
        return try await read { [state] reading in
            guard let present = try reading.calendar(calendar.id) else { throw CalendarError.noCalendar }
            return (try state.records.records(of: present, in: reading, upTo: limit), present.revision)
        }
    }
}

/// What was written from the rows of all objects of a calendar, and the state in which it was.
public struct ObjectListing: Sendable {
    public let octets: ByteBuffer
    /// The token of that state; what links show is not in it.
    public let syncToken: String
}

extension StoreReading {
    /// Hands out the selected objects; returns false when the body stopped it.
    func forEachObject(_ selection: ObjectSelection, in calendar: CalendarID, _ body: (StoredObject) throws -> Bool) throws -> Bool {
        var isWhole = true
        func hand(_ stored: StoredObject) throws -> Bool {
            if try body(stored) { return true }
            isWhole = false
            return false
        }
        switch selection {
        case .all: try forEachObject(in: calendar, hand)
        case .overlapping(let range, let includingUndated):
            try forEachObject(in: calendar, overlapping: range, includingUndated: includingUndated, hand)
        case .withAlarms(let range): try forEachObject(in: calendar, withAlarmsIn: range, hand)
        case .modified(let range): try forEachObject(in: calendar, modifiedIn: range, hand)
        case .uids(let uids): for uid in uids { if let stored = try object(uid: uid, in: calendar), try !hand(stored) { break } }
        case .resourceNames(let names):
            for name in names { if let stored = try object(resourceName: name, in: calendar), try !hand(stored) { break } }
        }
        return isWhole
    }
}

extension ObjectReader {
    /// The ids of the selected objects, in stored order or that of the names.
    func ids(_ selection: ObjectSelection, in calendar: CalendarID) throws -> [ObjectID] {
        switch selection {
        case .all: try reading.objectIDs(in: calendar)
        case .overlapping(let range, let includingUndated):
            try reading.objectIDs(in: calendar, overlapping: range, includingUndated: includingUndated)
        case .withAlarms(let range): try reading.objectIDs(in: calendar, withAlarmsIn: range)
        case .modified(let range): try reading.objectIDs(in: calendar, modifiedIn: range)
        case .uids(let uids): try uids.compactMap { try reading.objectRecord(uid: $0, in: calendar)?.id }
        case .resourceNames(let names): try reading.objectIDs(in: calendar, resourceNames: names)
        }
    }
}

extension ObjectSelection {
    /// Whether an object of another calendar that is linked in belongs to the selection.
    func includes(_ record: ObjectRecord) -> Bool {
        func overlaps(_ first: Instant?, _ last: Instant?, _ range: Range<Instant>) -> Bool? {
            guard let first, let last else { return nil }
            return first < range.upperBound && last > range.lowerBound
        }
        return switch self {
        case .all: true
        case .overlapping(let range, let includingUndated): overlaps(record.span.first, record.span.last, range) ?? includingUndated
        case .withAlarms(let range): overlaps(record.span.firstAlarm, record.span.lastAlarm, range) ?? false
        case .modified(let range): range.contains(record.modified)
        case .uids(let uids): uids.contains(record.uid)
        case .resourceNames: false
        }
    }
}
