import CalendarService
import CalendarStore
import ICalendar

/// Turns stored components into what WCAP clients read: times in UTC with the zone beside them, recorded CREATED and LAST-MODIFIED, defaults
/// written out, UID first (`spec/wcap.md` 1.6, 5.4, 6.9).
struct ComponentRendering: Sendable {
    var options: FetchOptions
    var info: CalendarInfo
    var registry: TimeZoneRegistry
    /// Olson name that stands for floating times and for zones without a name of their own.
    var standardZone: String
    /// The addresses of the calendar's owner.
    let own: OwnAddresses

    init(options: FetchOptions, info: CalendarInfo, registry: TimeZoneRegistry) {
        self.options = options
        self.info = info
        self.registry = registry
        standardZone = CalendarPropertyList.timeZone(of: info, zones: registry)
        own = OwnAddresses(info.owner)
    }

    /// What the texts of components depend on, beside the objects.
    func values(ownersLines: [Property], domain: DomainID?) -> RenderingIdentity.Values {
        RenderingIdentity.Values(
            format: options.format, attributes: options.attributes, expands: options.expands, carriesRecurrence: options.carriesRecurrence,
            relativeAlarms: options.relativeAlarms, addressesAsMail: options.addressesAsMail,
            fetchesAttachments: options.fetchesAttachments, addsDefaults: options.addsDefaults, calendar: info.calendar.publicID,
            standardZone: standardZone, own: own, ownersLines: ownersLines, domain: domain, outputZone: options.time.name)
    }

    /// One component of an object.
    ///
    /// - Parameters:
    ///   - occurrence: the instance to show; nil shows the component itself, with its recurrence data.
    func component(_ component: Component, occurrence: Occurrence?, of view: ObjectView) -> Component {
        var shown = Component(component.name)
        appendTimes(of: component, occurrence: occurrence, view: view, zones: view.zones, to: &shown)
        shown.properties += commonProperties(of: component, isInstance: occurrence != nil, view: view)
        shown.components = alarms(of: component, occurrence: occurrence, view: view)
        return shown
    }

    /// Everything but times and alarms: the same for all instances of a component.
    func commonProperties(of component: Component, isInstance: Bool, view: ObjectView) -> [Property] {
        var shown = Component(component.name)
        shown.properties.reserveCapacity(component.properties.count + 12)
        if view.isStripped {
            appendStripped(component, record: view.record, to: &shown)
            return shown.properties
        }
        switch options.attributes {
        case .basic: copy([.summary], of: component, to: &shown)
        case .extended:
            copy([.summary, .classification, .location], of: component, to: &shown)
            if options.addsDefaults, !shown.has(.classification) { shown.properties.append(Property(.classification, value: "PUBLIC")) }
            if !isInstance || options.carriesRecurrence {
                appendRecurrence(of: view, component: component, onlyRules: true, to: &shown)
            }
        case .all:
            copyAll(component, view: view, to: &shown)
            appendRecorded(component, record: view.record, to: &shown)
            if options.addsDefaults { appendDefaults(component, record: view.record, to: &shown) }
            if !isInstance || options.carriesRecurrence { appendRecurrence(of: view, component: component, to: &shown) }
        }
        return shown.properties
    }

    func alarms(of component: Component, occurrence: Occurrence?, view: ObjectView) -> [Component] {
        shownAlarms(of: component, occurrence: occurrence, view: view).compactMap(\.component)
    }

    /// Alarms, those that are not shown too.
    func shownAlarms(of component: Component, occurrence: Occurrence?, view: ObjectView) -> [ShownAlarm] {
        guard !component.components.isEmpty, !view.isStripped, options.attributes != .basic else { return [] }
        let alarms = AlarmRendering(options: options, zones: view.zones)
        let start = occurrence?.startInstant ?? instant(.dtstart, of: component, view: view) ?? instant(.due, of: component, view: view)
        let end = occurrence?.endInstant ?? end(of: component, view: view).map { view.zones.instant(of: $0) } ?? start
        return component.components.lazy.filter { $0.name == .valarm }.map { alarms.alarm($0, start: start, end: end) }
    }

    /// What is kept of a deleted component: times, DTSTAMP, LAST-MODIFIED (the deletion) and, of a series, its recurrence data.
    func deleted(_ component: Component, occurrence: Occurrence?, of view: ObjectView) -> Component {
        var shown = Component(component.name)
        appendTimes(of: component, occurrence: occurrence, view: view, zones: view.zones, to: &shown)
        let stamp = (try? component.first(.dtstamp)?.dateTime().local.asUTC) ?? view.record.modified.instant
        shown.properties.append(Property(.dtstamp, value: options.time.text(of: stamp)))
        shown.properties.append(Property(.lastModified, value: options.time.text(of: view.record.modified.instant)))
        if occurrence == nil { appendRecurrence(of: view, component: component, to: &shown) }
        return shown
    }

    // MARK: Times

    func appendTimes(
        of component: Component, occurrence: Occurrence?, view: ObjectView, zones: ZoneResolver, to shown: inout Component
    ) {
        shown.properties.append(uid(of: component, view: view))
        if let occurrence {
            let times = ShownTimes(of: component)
            if let id = occurrence.recurrenceID {
                append(.recurrenceID, id, at: times.recurrenceInstant(of: occurrence, id: id, zones: zones), to: &shown)
            }
            if times.hasStart { append(.dtstart, occurrence.start, at: occurrence.startInstant, to: &shown) }
            if let end = times.end(of: occurrence) { append(times.endName, end, at: occurrence.endInstant, to: &shown) }
            return
        }
        if let property = component.first(.recurrenceID), let value = try? property.dateTime() {
            append(.recurrenceID, value, zones: zones, to: &shown)
        }
        if let value = value(.dtstart, of: component) { append(.dtstart, value, zones: zones, to: &shown) }
        if let end = end(of: component, view: view) { append(component.name == .vtodo ? .due : .dtend, end, zones: zones, to: &shown) }
    }

    func uid(of component: Component, view: ObjectView) -> Property {
        Property(.uid, text: component.first(.uid)?.text ?? view.record.uid)
    }

    /// End of a component as it stands: DTEND, DUE, start and DURATION, or the day after an all-day start.
    private func end(of component: Component, view: ObjectView) -> DateTimeValue? {
        let isToDo = component.name == .vtodo
        if let end = value(isToDo ? .due : .dtend, of: component) { return end }
        guard let start = value(.dtstart, of: component) else { return nil }
        if let duration = try? component.first(.duration)?.duration() {
            let days = LocalDateTime(timelineSeconds: start.local.timelineSeconds).date.advanced(byDays: clamp(duration.days))
            let moved = start.replacing(
                local: LocalDateTime(
                    date: days, hour: Int(start.local.hour), minute: Int(start.local.minute), second: Int(start.local.second)))
            guard duration.seconds != 0, !start.isDate else { return moved }
            let instant = view.zones.instant(of: moved).advanced(bySeconds: duration.seconds)
            switch moved {
            case .zoned(_, let tzid):
                let rules = view.zones.rules(for: tzid)
                let local = rules.local(at: instant)
                return rules.instant(of: local) == instant ? .zoned(local, tzid: tzid) : .utc(instant.utc)
            case .floating: return .floating(view.zones.floating.local(at: instant))
            default: return .utc(instant.utc)
            }
        }
        return start.isDate && !isToDo ? .date(start.date.advanced(byDays: 1)) : nil
    }

    private func clamp(_ days: Int) -> Int { min(max(days, -4_000_000), 4_000_000) }

    private func value(_ name: PropertyName, of component: Component) -> DateTimeValue? { try? component.first(name)?.dateTime() }

    private func instant(_ name: PropertyName, of component: Component, view: ObjectView) -> Instant? {
        value(name, of: component).map { view.zones.instant(of: $0) }
    }

    private func append(_ name: PropertyName, _ value: DateTimeValue, zones: ZoneResolver, to shown: inout Component) {
        append(name, value, at: zones.instant(of: value), to: &shown)
    }

    /// - Parameter instant: where the value stands in time.
    private func append(_ name: PropertyName, _ value: DateTimeValue, at instant: Instant, to shown: inout Component) {
        if case .date(let date) = value {
            // text/xml knows bare dates in START and END only.
            if options.format == .xml, name != .dtstart, name != .dtend {
                shown.properties.append(Property(name, value: date.text + "T000000Z"))
            } else {
                shown.properties.append(Property(name, dateTime: value))
            }
            return
        }
        if case .floating = value, !options.addsDefaults {
            shown.properties.append(Property(name, dateTime: value))
            return
        }
        shown.properties.append(
            options.time.zone == nil ? Property(name, instant: instant) : Property(name, value: options.time.text(of: instant)))
        let companion: PropertyName
        switch name {
        case .dtstart: companion = XToken.startTimeZone
        case .dtend: companion = XToken.endTimeZone
        case .due: companion = XToken.dueTimeZone
        default: return
        }
        if let zone = zoneName(of: value) { shown.properties.append(Property(companion, text: zone)) }
    }

    /// Name under which clients know the zone of a value; nil for UTC.
    private func zoneName(of value: DateTimeValue) -> String? {
        switch value {
        case .zoned(_, let tzid): registry.identifier(for: tzid) ?? standardZone
        case .floating: standardZone
        case .date, .utc: nil
        }
    }

    // MARK: Other properties

    private func copy(_ names: [PropertyName], of component: Component, to shown: inout Component) {
        for name in names { shown.properties.append(contentsOf: component.all(name).map(\.namedInUpperCase)) }
    }

    private func copyAll(_ component: Component, view: ObjectView, to shown: inout Component) {
        for property in component.properties {
            switch property.name {
            case .uid, .recurrenceID, .dtstart, .dtend, .due, .duration, .created, .lastModified, .dtstamp, .rrule, .exrule, .rdate,
                .exdate,
                .requestStatus:
                continue
            case .completed:
                if let value = try? property.dateTime() {
                    shown.properties.append(Property(.completed, value: options.time.text(of: value.local.asUTC)))
                }
            case .attach where options.addsDefaults:
                shown.properties.append(
                    AttachmentRendering.property(
                        property, calendar: info.calendar.publicID, uid: view.record.uid, fetchesContent: options.fetchesAttachments))
            case let name where XToken.isComputed(name): continue
            default: shown.properties.append(property.namedInUpperCase)
            }
        }
    }

    private func appendRecorded(_ component: Component, record: ObjectRecord, to shown: inout Component) {
        let stamp = (try? component.first(.dtstamp)?.dateTime().local.asUTC) ?? record.modified.instant
        shown.properties.append(Property(.dtstamp, value: options.time.text(of: stamp)))
        shown.properties.append(Property(.created, value: options.time.text(of: record.created.instant)))
        shown.properties.append(Property(.lastModified, value: options.time.text(of: record.modified.instant)))
    }

    private func appendDefaults(_ component: Component, record: ObjectRecord, to shown: inout Component) {
        func add(_ property: Property) {
            if !component.has(property.name) { shown.properties.append(property) }
        }
        let isToDo = component.name == .vtodo
        add(DefaultLines.priority)
        add(DefaultLines.sequence)
        add(DefaultLines.classification)
        add(isToDo ? DefaultLines.toDoStatus : DefaultLines.eventStatus)
        if isToDo {
            add(DefaultLines.percentComplete)
            if options.format == .xml { add(DefaultLines.completed) }
        } else {
            add(DefaultLines.transp)
        }
        shown.properties.append(DefaultLines.tombstone)
        shown.properties.append(DefaultLines.ongoing)
        if let state = ComponentState(component, own: own) {
            shown.properties.append(
                Property(
                    XToken.componentState, parameters: [Parameter(XToken.stateCommentParameter, state.rawValue)],
                    value: String(state.number))
            )
        }
    }

    private func appendStripped(_ component: Component, record: ObjectRecord, to shown: inout Component) {
        appendRecorded(component, record: record, to: &shown)
        let word = component.first(.classification)?.text.uppercased()
        let standard = record.classification == .confidential ? "CONFIDENTIAL" : "PRIVATE"
        shown.properties.append(Property(.classification, text: word == "PRIVATE" || word == "CONFIDENTIAL" ? word ?? standard : standard))
        if component.name != .vtodo { shown.properties.append(component.first(.transp) ?? Property(.transp, value: "OPAQUE")) }
    }

    // MARK: Recurrence data

    /// RRULE, EXRULE, RDATE and EXDATE of the series, dates in UTC, one property each.
    private func appendRecurrence(of view: ObjectView, component: Component, onlyRules: Bool = false, to shown: inout Component) {
        guard let master = component.has(.recurrenceID) && options.expands ? view.object.master : component else { return }
        let start = value(.dtstart, of: master)
        for property in master.properties {
            switch property.name {
            case .rrule: shown.properties.append(rule(property, start: start, view: view))
            case .exrule where !onlyRules: shown.properties.append(rule(property, start: start, view: view))
            case .rdate where !onlyRules:
                for date in (try? property.recurrenceDates()) ?? [] { append(.rdate, date.start, zones: view.zones, to: &shown) }
            case .exdate where !onlyRules:
                for date in (try? property.dateTimes()) ?? [] { append(.exdate, date, zones: view.zones, to: &shown) }
            default: continue
            }
        }
    }

    /// A rule in upper case; in text/xml its UNTIL is a UTC time whatever it was.
    private func rule(_ property: Property, start: DateTimeValue?, view: ObjectView) -> Property {
        guard var rule = try? RecurrenceRule(property.value) else { return property }
        if let until = rule.until {
            switch (until, start) {
            case (.date(let date), .some(.date)):
                if options.format == .xml { rule.until = .utc(LocalDateTime(startOf: date)) }
            case (.date(let date), .some(let start)):
                let last = start.replacing(local: LocalDateTime(date: date, hour: 23, minute: 59, second: 59))
                rule.until = .utc(view.zones.instant(of: last).utc)
            case (.floating(let local), .some(let start)) where !start.isDate:
                rule.until = .utc(view.zones.instant(of: start.replacing(local: local)).utc)
            default: break
            }
        }
        return Property(property.name, value: rule.description)
    }
}

extension Property {
    /// Clients of WCAP look for the names as the standard writes them; a calendar of another program may have them in lower case.
    fileprivate var namedInUpperCase: Property {
        for octet in line {
            if octet == UInt8(ascii: ":") || octet == UInt8(ascii: ";") { return self }
            if UInt8(ascii: "a")...UInt8(ascii: "z") ~= octet { break }
        }
        return Property(name, parameters: parameters, value: valueString)
    }
}
