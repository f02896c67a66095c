import CalendarService
import CalendarStore
import ICalendar

/// Gathers the components of one calendar for an answer: selected, expanded, ordered, cut, with addresses resolved.
struct FetchAnswer: Sendable {
    var call: Call
    var options: FetchOptions

    /// The block of one calendar: its properties, the components, the number.
    ///
    /// - Parameter remaining: components the request may still have; nil: no limit. Lowered by what is taken.
    func block(
        for info: CalendarInfo, _ selection: ObjectSelection, instances: InstanceSelection, remaining: inout Int?,
        matching filter: (@Sendable (ObjectView) -> Bool)? = nil
    ) async throws -> AnswerBlock {
        var groups = try await groups(in: info, selection, instances: instances, matching: filter)
        sort(&groups)
        var components: [RenderedComponent] = []
        for group in groups {
            if let left = remaining {
                guard left > 0 else { break }
                remaining = max(left - group.components.count, 0)
            }
            components += group.components
        }
        var block = AnswerBlock(properties: call.calendarProperties(of: info).all)
        block.fetched = try await resolved(components, info: info)
        return block
    }

    /// The groups of the selected objects, in stored order.
    func groups(
        in info: CalendarInfo, _ selection: ObjectSelection, instances: InstanceSelection,
        matching filter: (@Sendable (ObjectView) -> Bool)? = nil
    ) async throws -> [RenderedGroup] {
        let options = options
        let rendering = SeriesRendering(options: options, info: info, registry: call.service.zones)
        let settings = call.service.settings
        let gathered = try await call.service.collect(
            selection, in: .id(info.calendar.id), for: call.caller, into: (groups: [RenderedGroup](), size: 0)
        ) { gathered, view, _ in
            guard options.kinds.contains(view.record.kind), filter?(view) ?? true else { return true }
            let groups = try rendering.groups(of: view, selecting: instances)
            // Instances share their texts until they are written: counted before that.
            for group in groups { gathered.size += group.components.reduce(0) { $0 + $1.size } }
            try settings.requireRoom(forAnswerOf: gathered.size)
            gathered.groups += groups
            return true
        }
        return gathered.groups
    }

    /// Components with ORGANIZER and ATTENDEE as the request wants them.
    func resolved(_ components: [RenderedComponent], info: CalendarInfo) async throws -> [RenderedComponent] {
        guard options.attributes == .all else { return components }
        var book = try await AddressBook(for: components, in: info, call: call, asMail: options.addressesAsMail)
        return components.map { book.rewriting($0) }
    }

    private func sort(_ groups: inout [RenderedGroup]) {
        // Numbers are sorted instead of what they stand for; UIDs are compared among those that begin together.
        var keys = groups.indices.map { index in
            (
                kind: options.order == .eventsFirst && groups[index].components.first?.name == .vtodo ? 1 : 0,
                start: (groups[index].start ?? .distantFuture).seconds, index: index
            )
        }
        keys.sort { left, right in
            if left.kind != right.kind { return left.kind < right.kind }
            let (first, second) = options.order == .descending ? (right, left) : (left, right)
            if first.start != second.start { return first.start < second.start }
            let (firstUID, secondUID) = (groups[first.index].uid, groups[second.index].uid)
            return firstUID == secondUID ? left.index < right.index : firstUID < secondUID
        }
        groups = keys.map { groups[$0.index] }
    }
}
