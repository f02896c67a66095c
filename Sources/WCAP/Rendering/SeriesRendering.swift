import CalendarService
import CalendarStore
import ICalendar

/// Components that belong together in an answer: one instance, or a master with its overrides; never cut apart by `maxResults`.
struct RenderedGroup: Sendable {
    var start: Instant?
    var uid: String
    var components: [RenderedComponent]
}

/// Which instances of a series an answer is about.
enum InstanceSelection: Sendable {
    /// Those that overlap a range, at most the bound of a series.
    case overlapping(Range<Instant>)
    /// `rid` and `mod` (`spec/wcap.md` 5.2).
    case modifier(RecurrenceModifier, recurrenceID: DateTimeValue)
    /// With an alarm due in the closed range.
    case alarms(ClosedRange<Instant>)
}

/// Shows objects expanded into instances, or compressed as master and overrides (`spec/wcap.md` 5.4).
struct SeriesRendering: Sendable {
    var rendering: ComponentRendering
    /// nil: common lines are made for this answer alone.
    private let identity: ComponentRendering.Identity?

    init(options: FetchOptions, info: CalendarInfo, registry: TimeZoneRegistry) {
        rendering = ComponentRendering(options: options, info: info, registry: registry)
        identity = rendering.identity
    }

    private var options: FetchOptions { rendering.options }

    /// Groups of one object; empty when nothing of it is selected.
    ///
    /// - Throws: errno 59 when `rid` names no instance.
    func groups(of view: ObjectView, selecting selection: InstanceSelection) throws -> [RenderedGroup] {
        guard options.kinds.contains(view.record.kind) else { return [] }
        let expansion = view.expansion
        let occurrences = try occurrences(of: expansion, view: view, selecting: selection)
        guard !occurrences.isEmpty else {
            guard case .overlapping = selection else { return [] }
            return undated(view)
        }
        if !options.expands { return compressed(view, first: occurrences.first) }
        let components = view.object.components
        let lines = lines(of: view, isInstance: true)
        let zones = view.zones
        var uids: [Int: Property] = [:]
        return occurrences.compactMap { occurrence in
            let index = occurrence.componentIndex
            guard components.indices.contains(index) else { return nil }
            let component = components[index]
            guard options.states.matches(component, own: rendering.own) else { return nil }
            let uid = uids[index] ?? rendering.uid(of: component, view: view)
            uids[index] = uid
            let shown = shown(component, at: index, occurrence: occurrence, of: view, lines, zones, uid: uid)
            return RenderedGroup(start: occurrence.startInstant, uid: view.record.uid, components: [shown])
        }
    }

    /// What the components of an object have in common with their instances, and with answers before this one.
    private func lines(of view: ObjectView, isInstance: Bool) -> ObjectLines {
        guard let identity else { return ObjectLines() }
        let record = view.record
        let key = ObjectLines.Key(
            rendering: identity, isInstance: isInstance, uid: record.uid, classification: record.classification, created: record.created,
            modified: record.modified)
        return view.kept(for: key) { ObjectLines() }
    }

    private func shown(
        _ component: Component, at index: Int, occurrence: Occurrence?, of view: ObjectView, _ lines: ObjectLines, _ zones: ZoneResolver,
        uid: Property? = nil
    ) -> RenderedComponent {
        var times = Component(component.name)
        times.properties.reserveCapacity(6)
        rendering.appendTimes(of: component, occurrence: occurrence, view: view, zones: zones, uid: uid, to: &times)
        return RenderedComponent(
            component.name, properties: times.properties,
            common: lines.common(of: index) {
                rendering.commonProperties(of: component, isInstance: occurrence != nil, view: view)
            },
            components: rendering.alarms(of: component, occurrence: occurrence, view: view))
    }

    /// Components as they stand, with their recurrence data.
    private func asTheyStand(_ components: [(offset: Int, element: Component)], of view: ObjectView) -> [RenderedComponent] {
        let lines = lines(of: view, isInstance: false)
        let zones = view.zones
        return components.map { shown($0.element, at: $0.offset, occurrence: nil, of: view, lines, zones) }
    }

    /// Master and overrides as they stand, master first.
    private func compressed(_ view: ObjectView, first: Occurrence?) -> [RenderedGroup] {
        let components = Array(view.object.components.enumerated())
        guard components.contains(where: { options.states.matches($0.element, own: rendering.own) }) else { return [] }
        let ordered = components.filter { !$0.element.has(.recurrenceID) } + components.filter { $0.element.has(.recurrenceID) }
        return [RenderedGroup(start: first?.startInstant, uid: view.record.uid, components: asTheyStand(ordered, of: view))]
    }

    /// A to-do that nothing places in time belongs to every range.
    private func undated(_ view: ObjectView) -> [RenderedGroup] {
        guard view.record.kind == .vtodo, view.record.span.first == nil else { return [] }
        let components = view.object.components.enumerated().filter { options.states.matches($0.element, own: rendering.own) }
        guard !components.isEmpty else { return [] }
        return [RenderedGroup(start: nil, uid: view.record.uid, components: asTheyStand(components, of: view))]
    }

    private func occurrences(
        of expansion: Expansion, view: ObjectView, selecting selection: InstanceSelection
    ) throws -> [Occurrence] {
        switch selection {
        case .overlapping(let range):
            return expansion.occurrences(overlapping: range, limit: options.expands ? options.bound : 1).list
        case .modifier(let modifier, let recurrenceID):
            guard let named = expansion.occurrence(recurrenceID: recurrenceID) else { throw WCAPErrno.componentNotFound }
            let pivot = named.recurrenceInstant ?? named.startInstant
            switch modifier {
            case .thisInstance: return [named]
            case .thisAndAll: return all(of: expansion).list
            case .thisAndFuture:
                let range = min(named.startInstant, pivot)..<Instant.distantFuture
                return expansion.occurrences(overlapping: range, limit: options.bound).list
                    .filter { ($0.recurrenceInstant ?? $0.startInstant) >= pivot }
            case .thisAndPrior: return all(of: expansion).list.filter { ($0.recurrenceInstant ?? $0.startInstant) <= pivot }
            }
        case .alarms(let range):
            return AlarmSearch(zones: view.zones).occurrences(of: expansion, in: view.object, due: range, limit: options.bound)
        }
    }

    private func all(of expansion: Expansion) -> Occurrences {
        expansion.occurrences(overlapping: .distantPast..<(.distantFuture), limit: options.bound)
    }
}
