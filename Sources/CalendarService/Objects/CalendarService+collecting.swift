import CalendarStore
import ICalendar

extension CalendarService {
    /// Walks objects on a consistent snapshot, in stored order, and gathers a result; `body` runs on a store thread and returns false to stop. Needs read.
    ///
    /// Objects that are linked in come last, except when resource names are asked for: they have none here.
    public func collect<Output: Sendable>(
        _ selection: ObjectSelection, in calendar: CalendarReference, for caller: Caller, into initial: Output,
        _ body: @escaping @Sendable (inout Output, ObjectView, CalendarInfo) throws -> Bool
    ) async throws -> Output {
        try await read { reading in
            try gather(selection, in: calendar, for: caller, reading, into: initial) { try body(&$0, $1, $2) }
        }
    }

    /// The same for a body that asks whose addresses it meets.
    ///
    /// - Parameter finish: makes the result of what was gathered, on the same thread.
    public func collectWithAddresses<Output: Sendable, Result: Sendable>(
        _ selection: ObjectSelection, in calendar: CalendarReference, for caller: Caller, into initial: Output,
        _ body: @escaping @Sendable (inout Output, ObjectView, AddressLookup) throws -> Bool,
        finish: @escaping @Sendable (Output) throws -> Result
    ) async throws -> Result {
        let known = KnownSelections(state.selections, directoryVersion: try await directoryVersion())
        return try await read { reading in
            let lookup = AddressLookup(reading, for: caller, directoryVersion: known.directoryVersion)
            return try finish(
                try gather(selection, in: calendar, for: caller, reading, known: known, into: initial) { output, view, _ in
                    try body(&output, view, lookup)
                })
        }
    }

    private func gather<Output>(
        _ selection: ObjectSelection, in calendar: CalendarReference, for caller: Caller, _ reading: any StoreReading,
        known: KnownSelections? = nil, into initial: Output,
        _ body: (inout Output, ObjectView, CalendarInfo) throws -> Bool
    ) throws -> Output {
        let lookup = CalendarLookup(reading, for: caller)
        let info = try lookup.calendar(calendar)
        try info.require(.read, reference: calendar)
        let reader = ObjectReader(reading, service: self)
        let floating = info.floatingZone(zones)
        var output = initial
        let isWhole = try reader.forEachView(selection, in: info, floating: floating, selections: known) { try body(&output, $0, info) }
        guard isWhole else { return output }
        for link in try lookup.linkedViews(in: info) {
            guard let shown = try reader.linked(link, in: info), selection.includes(shown.stored.record) else { continue }
            let record = shown.stored.record
            let view = reader.view(
                record, etag: link.isStripped ? StrippedView.etag(of: record.etag) : record.etag, isStripped: link.isStripped,
                object: shown.object, zones: shown.zones, floating: floating, linkedFrom: link.link.source)
            if try !body(&output, view, info) { break }
        }
        return output
    }
}

extension ObjectReader {
    /// Hands out the selected objects of a calendar's own.
    ///
    /// - Parameter selections: what ranges selected lately.
    fileprivate func forEachView(
        _ selection: ObjectSelection, in info: CalendarInfo, floating: ZoneRules, selections: KnownSelections?,
        _ body: (ObjectView) throws -> Bool
    ) throws -> Bool {
        let calendar = info.calendar
        guard let selections, case .overlapping = selection else {
            return try forEachView(try ids(selection, in: calendar.id), keeps: selection != .all, for: info, floating: floating, body)
        }
        var keeps = false
        switch selections.records(selection, of: calendar) {
        case .rows(let known):
            return try forEachView(
                known.map(\.id), keeps: true, for: info, floating: floating, rows: { Array(known[$0.startIndex..<$0.endIndex]) }, body)
        case .asked: keeps = true
        case .nothing: break
        }
        let ids = try ids(selection, in: calendar.id)
        guard keeps, ids.count <= SelectionCache.longest else {
            return try forEachView(ids, keeps: true, for: info, floating: floating, body)
        }
        var records: [ObjectRecord] = []
        records.reserveCapacity(ids.count)
        let isWhole = try forEachView(
            ids, keeps: true, for: info, floating: floating,
            rows: { portion in
                let read = try reading.objectRecords(portion)
                records += read
                return read
            }, body)
        if isWhole { selections.keep(records, selection, of: calendar) }
        return isWhole
    }
}

/// What ranges selected lately, as it was before a transaction began: what is found in that one and forgotten meanwhile is not kept.
private struct KnownSelections {
    let directoryVersion: Int64
    private let cache: SelectionCache
    private let generation: Int

    init(_ cache: SelectionCache, directoryVersion: Int64) {
        self.cache = cache
        self.directoryVersion = directoryVersion
        generation = cache.generation
    }

    func records(_ selection: ObjectSelection, of calendar: Calendar) -> SelectionCache.Found {
        cache.records(selection, of: calendar.id, at: calendar.revision, directoryVersion: directoryVersion)
    }

    func keep(_ records: [ObjectRecord], _ selection: ObjectSelection, of calendar: Calendar) {
        cache.keep(
            records, selection, of: calendar.id, at: calendar.revision, directoryVersion: directoryVersion, generation: generation)
    }
}
