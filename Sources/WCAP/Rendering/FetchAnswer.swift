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
        var block = AnswerBlock(properties: call.calendarProperties(of: info).all)
        let limit = remaining
        let order = options.order
        (block.fetched, remaining) = try await gather(
            in: info, selection, instances: instances, after: FetchedText(outputZone: options.time.zone), matching: filter
        ) { fetched in
            var fetched = fetched
            var remaining = limit
            fetched.sort(order)
            fetched.limit(to: &remaining)
            return (fetched.buffers, remaining)
        }
        return block
    }

    /// What is shown of the selected objects, in stored order, behind what was gathered before.
    func fetched(
        in info: CalendarInfo, _ selection: ObjectSelection, instances: InstanceSelection, after before: FetchedText
    ) async throws -> FetchedText {
        try await gather(in: info, selection, instances: instances, after: before) { $0 }
    }

    private func gather<Result: Sendable>(
        in info: CalendarInfo, _ selection: ObjectSelection, instances: InstanceSelection, after before: FetchedText,
        matching filter: (@Sendable (ObjectView) -> Bool)? = nil, finish: @escaping @Sendable (FetchedText) throws -> Result
    ) async throws -> Result {
        let (rendering, book) = rendering(in: info)
        let answerSize = call.answerSize
        return try await call.service.collectWithAddresses(
            selection, in: .id(info.calendar.id), for: call.caller, into: (fetched: before, book: book)
        ) { gathered, view, lookup in
            guard filter?(view) ?? true else { return true }
            try rendering.append(view, selecting: instances, book: &gathered.book, lookup: lookup, to: &gathered.fetched)
            // Instances share their texts until they are written: counted before that.
            try answerSize.grow(to: gathered.fetched.size)
            return true
        } finish: {
            try finish($0.fetched)
        }
    }

    /// The same as components by UID, for answers that add to them.
    func components(
        in info: CalendarInfo, _ selection: ObjectSelection, instances: InstanceSelection
    ) async throws -> [String: [Component]] {
        let (rendering, book) = rendering(in: info)
        let answerSize = call.answerSize
        let initial = (components: [String: [Component]](), book: book, size: 0)
        return try await call.service.collectWithAddresses(selection, in: .id(info.calendar.id), for: call.caller, into: initial) {
            gathered, view, lookup in
            let shown = try rendering.components(of: view, selecting: instances, book: &gathered.book, lookup: lookup)
            gathered.size += shown.reduce(0) { $0 + Serializer().size(of: $1) }
            try answerSize.grow(to: gathered.size)
            gathered.components[view.record.uid, default: []] += shown
            return true
        } finish: {
            $0.components
        }
    }

    /// What is shown of one object that was read already.
    func components(of view: ObjectView, in info: CalendarInfo, instances: InstanceSelection) async throws -> [Component] {
        let (rendering, book) = rendering(in: info)
        return try await call.service.resolvingAddresses(for: call.caller) { lookup in
            var book = book
            return try rendering.components(of: view, selecting: instances, book: &book, lookup: lookup)
        }
    }

    /// How objects of a calendar are shown, and its owner's lines with what becomes of addresses.
    private func rendering(in info: CalendarInfo) -> (SeriesRendering, AddressBook) {
        let rendering = ComponentRendering(options: options, info: info, registry: call.service.zones)
        let book = AddressBook(owner: info.owner, call: call, asMail: options.addressesAsMail)
        let values = rendering.values(ownersLines: book.ownersLines, domain: call.caller.domain)
        return (SeriesRendering(rendering, identity: call.environment.renderings.identity(values, zone: options.time.zone)), book)
    }
}
