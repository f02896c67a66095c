import CalendarStore

/// What is left of a walk over selected objects of a calendar: the set of them as it was when the walk began.
///
/// For answers that do not fit into one piece: between the pieces nothing is held but the ids, no transaction and no thread. Each object is shown
/// as it is when its turn comes; one that is gone by then is passed over.
public struct ObjectWalk: Sendable {
    fileprivate let calendar: CalendarID
    fileprivate var rest: ArraySlice<ObjectID>
    fileprivate let keeps: Bool

    /// Objects in one transaction: so long nobody waits for the thread.
    fileprivate static let step = 4096
}

extension CalendarService {
    /// Begins a walk: hands out objects in stored order (names: in portions) on one snapshot until `body` returns false or there were many.
    ///
    /// Objects that are linked in have no part in it. Needs read.
    /// - Returns: what was gathered, and the rest of the walk; nil when all were handed out.
    public func walk<Output: Sendable>(
        _ selection: ObjectSelection, in calendar: CalendarReference, for caller: Caller, into initial: Output,
        _ body: @escaping @Sendable (inout Output, ObjectView) throws -> Bool
    ) async throws -> (Output, ObjectWalk?) {
        try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(calendar)
            try info.require(.read, reference: calendar)
            let reader = ObjectReader(reading, service: self)
            let ids = try reader.ids(selection, in: info.calendar.id)
            let walk = ObjectWalk(calendar: info.calendar.id, rest: ids[...], keeps: selection != .all)
            return try proceed(walk, reader, info, initial, body)
        }
    }

    /// Goes on with a walk, on a snapshot of its own and with the rights of this moment.
    public func walk<Output: Sendable>(
        on walk: ObjectWalk, for caller: Caller, into initial: Output, _ body: @escaping @Sendable (inout Output, ObjectView) throws -> Bool
    ) async throws -> (Output, ObjectWalk?) {
        try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(.id(walk.calendar))
            try info.require(.read, reference: .id(walk.calendar))
            return try proceed(walk, ObjectReader(reading, service: self), info, initial, body)
        }
    }

    private func proceed<Output>(
        _ walk: ObjectWalk, _ reader: ObjectReader, _ info: CalendarInfo, _ initial: Output,
        _ body: (inout Output, ObjectView) throws -> Bool
    ) throws -> (Output, ObjectWalk?) {
        var walk = walk
        var output = initial
        let floating = info.floatingZone(zones)
        var left = ObjectWalk.step
        repeat {
            let portion = walk.rest.prefix(ObjectReader.portion).sorted()
            walk.rest = walk.rest.dropFirst(ObjectReader.portion)
            left -= portion.count
            var last: ObjectID?
            let calendar = walk.calendar
            let goesOn = try reader.forEachView(portion, keeps: walk.keeps, for: info, floating: floating) { view in
                last = view.record.id
                return try view.record.calendar != calendar || body(&output, view)
            }
            if !goesOn, let last {
                walk.rest = portion.filter { $0 > last } + walk.rest
                break
            }
        } while !walk.rest.isEmpty && left > 0
        return (output, walk.rest.isEmpty ? nil : walk)
    }
}
