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

    init(options: FetchOptions, info: CalendarInfo, registry: TimeZoneRegistry) {
        rendering = ComponentRendering(options: options, info: info, registry: registry)
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
        // What the instances of a component have in common is made once, with the first of them.
        let components = view.object.components
        var common = [CommonProperties?](repeating: nil, count: components.count)
        return occurrences.compactMap { occurrence in
            let index = occurrence.componentIndex
            guard components.indices.contains(index) else { return nil }
            let component = components[index]
            guard options.states.matches(component, own: rendering.own) else { return nil }
            var shown = Component(component.name)
            let shared = common[index] ?? CommonProperties(rendering.commonProperties(of: component, isInstance: true, view: view))
            common[index] = shared
            shown.properties.reserveCapacity(6)
            rendering.appendTimes(of: component, occurrence: occurrence, view: view, to: &shown)
            let instance = RenderedComponent(
                component.name, properties: shown.properties, common: shared,
                components: rendering.alarms(of: component, occurrence: occurrence, view: view))
            return RenderedGroup(start: occurrence.startInstant, uid: view.record.uid, components: [instance])
        }
    }

    /// Master and overrides as they stand, master first.
    private func compressed(_ view: ObjectView, first: Occurrence?) -> [RenderedGroup] {
        let components = view.object.components
        guard components.contains(where: { options.states.matches($0, own: rendering.own) }) else { return [] }
        let ordered = components.filter { !$0.has(.recurrenceID) } + components.filter { $0.has(.recurrenceID) }
        return [
            RenderedGroup(
                start: first?.startInstant, uid: view.record.uid,
                components: ordered.map { RenderedComponent(rendering.component($0, occurrence: nil, of: view)) })
        ]
    }

    /// A to-do that nothing places in time belongs to every range.
    private func undated(_ view: ObjectView) -> [RenderedGroup] {
        guard view.record.kind == .vtodo, view.record.span.first == nil else { return [] }
        let components = view.object.components.filter { options.states.matches($0, own: rendering.own) }
        guard !components.isEmpty else { return [] }
        return [
            RenderedGroup(
                start: nil, uid: view.record.uid,
                components: components.map { RenderedComponent(rendering.component($0, occurrence: nil, of: view)) })
        ]
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
