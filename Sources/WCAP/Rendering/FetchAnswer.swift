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
        var components: [Component] = []
        for group in groups {
            if let left = remaining {
                guard left > 0 else { break }
                remaining = max(left - group.components.count, 0)
            }
            components += group.components
        }
        var block = AnswerBlock(properties: call.calendarProperties(of: info).all)
        block.components = try await resolved(components, info: info)
        return block
    }

    /// The groups of the selected objects, in stored order.
    func groups(
        in info: CalendarInfo, _ selection: ObjectSelection, instances: InstanceSelection,
        matching filter: (@Sendable (ObjectView) -> Bool)? = nil
    ) async throws -> [RenderedGroup] {
        let options = options
        let (registry, settings) = (call.service.zones, call.service.settings)
        let gathered = try await call.service.collect(
            selection, in: .id(info.calendar.id), for: call.caller, into: (groups: [RenderedGroup](), size: 0)
        ) { gathered, view, info in
            guard options.kinds.contains(view.record.kind), filter?(view) ?? true else { return true }
            let groups = try SeriesRendering(options: options, info: info, registry: registry).groups(of: view, selecting: instances)
            // Instances share their texts until they are written: counted before that.
            gathered.size += groups.reduce(0) { $0 + AnswerBlock(components: $1.components).size }
            try settings.requireRoom(forAnswerOf: gathered.size)
            gathered.groups += groups
            return true
        }
        return gathered.groups
    }

    /// Components with ORGANIZER and ATTENDEE as the request wants them.
    func resolved(_ components: [Component], info: CalendarInfo) async throws -> [Component] {
        guard options.attributes == .all else { return components }
        let book = try await AddressBook(for: components, in: info, call: call, asMail: options.addressesAsMail)
        return components.map { $0.has(.sequence) || $0.has(.organizer) ? book.rewriting($0) : $0 }
    }

    private func sort(_ groups: inout [RenderedGroup]) {
        func isBefore(_ left: RenderedGroup, _ right: RenderedGroup) -> Bool {
            let (first, second) = (left.start ?? .distantFuture, right.start ?? .distantFuture)
            return first == second ? left.uid < right.uid : first < second
        }
        switch options.order {
        case .stored, .ascending: groups.sort(by: isBefore)
        case .descending: groups.sort { isBefore($1, $0) }
        case .eventsFirst:
            groups.sort { left, right in
                let (first, second) = (left.components.first?.name == .vtodo, right.components.first?.name == .vtodo)
                return first == second ? isBefore(left, right) : second
            }
        }
    }
}
