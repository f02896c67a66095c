import CalendarService
import CalendarStore
import ICalendar

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
    /// What is shown of an object.
    private enum Shown {
        /// One by one.
        case instances([Occurrence])
        /// Components by index, together; without a start they belong to every range.
        case standing([Int], start: Instant?)
    }

    let rendering: ComponentRendering
    private let identity: RenderingIdentity

    init(_ rendering: ComponentRendering, identity: RenderingIdentity) {
        self.rendering = rendering
        self.identity = identity
    }

    private var options: FetchOptions { rendering.options }

    // MARK: Texts

    /// Adds what is shown of one object to an answer.
    ///
    /// - Throws: errno 59 when `rid` names no instance.
    func append(
        _ view: ObjectView, selecting selection: InstanceSelection, book: inout AddressBook, lookup: AddressLookup,
        to fetched: inout FetchedText
    ) throws {
        guard let shown = try shown(of: view, selecting: selection) else { return }
        let record = view.record
        let key = ObjectTexts.Key(
            rendering: identity, uid: record.uid, classification: record.classification, created: record.created,
            modified: record.modified)
        let texts = view.kept(for: key) { ObjectTexts(limit: 4 * record.size + 4096) }
        fetched.beginObject(record.uid)
        switch shown {
        case .instances(let occurrences):
            try append(occurrences, of: view, texts: texts, book: &book, lookup: lookup, to: &fetched)
        case .standing(let indices, let start):
            let known = texts.known.standing
            fetched.append(
                try indices.map { index in
                    if let text = known[index], text.isCurrent(lookup.directoryVersion) { return text }
                    let maker = ComponentTextMaker(rendering: rendering, view: view, zones: view.zones, lookup: lookup)
                    let text = try maker.standing(view.object.components[index], book: &book)
                    texts.keep(standing: text, of: index)
                    return text
                }, start: start)
        }
    }

    private func append(
        _ occurrences: [Occurrence], of view: ObjectView, texts: ObjectTexts, book: inout AddressBook, lookup: AddressLookup,
        to fetched: inout FetchedText
    ) throws {
        let known = texts.known.instances
        // The texts in use: mostly one, seldom more than those of a few components.
        var used: [(shape: InstanceShape, number: Int32)] = []
        for occurrence in occurrences {
            var place = used.lastIndex { $0.shape.fits(occurrence) }
            if place == nil {
                let fitting = known[occurrence.componentIndex]?.first {
                    $0.isCurrent(lookup.directoryVersion) && $0.shape?.fits(occurrence) ?? false
                }
                if let fitting, let shape = fitting.shape {
                    place = used.count
                    used.append((shape, fetched.add(fitting)))
                }
            }
            if let place {
                let values = used[place].shape.values(occurrence)
                if values.isOrdinary {
                    fetched.append(used[place].number, values)
                    continue
                }
            }
            let components = view.object.components
            guard components.indices.contains(occurrence.componentIndex) else { continue }
            let maker = ComponentTextMaker(rendering: rendering, view: view, zones: view.zones, lookup: lookup)
            let text = try maker.instance(occurrence, of: components[occurrence.componentIndex], book: &book)
            guard let shape = text.shape else { continue }
            let number = fetched.add(text)
            if text.isShared {
                texts.keep(instance: text, of: occurrence.componentIndex)
                used.append((shape, number))
            }
            fetched.append(number, shape.values(occurrence))
        }
    }

    // MARK: Components

    /// What is shown of one object, as components; with addresses.
    ///
    /// - Throws: errno 59 when `rid` names no instance.
    func components(
        of view: ObjectView, selecting selection: InstanceSelection, book: inout AddressBook, lookup: AddressLookup
    ) throws -> [Component] {
        guard let shown = try shown(of: view, selecting: selection) else { return [] }
        let components = view.object.components
        let parts: [(index: Int, occurrence: Occurrence?)] =
            switch shown {
            case .instances(let occurrences): occurrences.map { ($0.componentIndex, $0) }
            case .standing(let indices, _): indices.map { ($0, nil) }
            }
        return try parts.compactMap { part in
            guard components.indices.contains(part.index) else { return nil }
            var component = rendering.component(components[part.index], occurrence: part.occurrence, of: view)
            if options.attributes == .all {
                component.properties = try book.rewriting(component.properties, of: component.name, lookup: lookup)
            }
            return component
        }
    }

    // MARK: Selecting

    private func shown(of view: ObjectView, selecting selection: InstanceSelection) throws -> Shown? {
        guard options.kinds.contains(view.record.kind) else { return nil }
        let occurrences = try occurrences(of: view.expansion, view: view, selecting: selection)
        guard let first = occurrences.first else {
            guard case .overlapping(let range) = selection else { return nil }
            return undated(view, in: range)
        }
        guard options.expands else { return compressed(view, first: first) }
        guard options.states.isOpen else {
            let components = view.object.components
            let matching = Set(components.indices.filter { options.states.matches(components[$0], own: rendering.own) })
            return .instances(occurrences.filter { matching.contains($0.componentIndex) })
        }
        return .instances(occurrences)
    }

    /// Master and overrides as they stand, master first.
    private func compressed(_ view: ObjectView, first: Occurrence) -> Shown? {
        let components = view.object.components
        guard components.contains(where: { options.states.matches($0, own: rendering.own) }) else { return nil }
        let (masters, overrides) = (
            components.indices.filter { !components[$0].has(.recurrenceID) },
            components.indices.filter { components[$0].has(.recurrenceID) }
        )
        return .standing(masters + overrides, start: first.startInstant)
    }

    /// A to-do that nothing places in time belongs to every range, an event without DTSTART only to all time.
    private func undated(_ view: ObjectView, in range: Range<Instant>) -> Shown? {
        guard view.record.span.first == nil, view.record.kind == .vtodo || range == .distantPast..<(.distantFuture) else { return nil }
        let components = view.object.components
        let indices = components.indices.filter { options.states.matches(components[$0], own: rendering.own) }
        return indices.isEmpty ? nil : .standing(indices, start: nil)
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
