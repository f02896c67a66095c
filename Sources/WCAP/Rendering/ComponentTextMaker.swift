import CalendarService
import CalendarStore
import ICalendar

/// Makes the texts of components, addresses included.
struct ComponentTextMaker {
    let rendering: ComponentRendering
    let view: ObjectView
    let zones: ZoneResolver
    let lookup: AddressLookup

    /// A component with its recurrence data, as it stands.
    func standing(_ component: Component, book: inout AddressBook) throws -> ComponentText {
        var shown = Component(component.name)
        rendering.appendTimes(of: component, occurrence: nil, view: view, zones: zones, to: &shown)
        let hasRecurrenceID = shown.has(.recurrenceID)
        var version: Int64?
        shown.properties += try common(of: component, isInstance: false, book: &book, version: &version)
        shown.components = rendering.alarms(of: component, occurrence: nil, view: view)
        var builder = ComponentTextBuilder(rendering.options.format)
        builder.append(shown)
        return ComponentText(
            octets: builder.octets, isToDo: component.name == .vtodo, hasRecurrenceID: hasRecurrenceID,
            directoryVersion: version)
    }

    /// An instance; if others may share the text, with a shape.
    func instance(_ occurrence: Occurrence, of component: Component, book: inout AddressBook) throws -> ComponentText {
        var builder = ComponentTextBuilder(rendering.options.format)
        let times = ShownTimes(of: component)
        let shape = InstanceShape(occurrence, times, zones: zones)
        var isShared = shape.values(occurrence).isOrdinary && rendering.options.addsDefaults
        var version: Int64?
        if builder.open(component.name) {
            var shown = Component(component.name)
            rendering.appendTimes(of: component, occurrence: occurrence, view: view, zones: zones, to: &shown)
            for property in shown.properties {
                if !append(property, of: occurrence, times, to: &builder) { isShared = false }
            }
            for property in try common(of: component, isInstance: true, book: &book, version: &version) { builder.append(property) }
            for alarm in rendering.shownAlarms(of: component, occurrence: occurrence, view: view) {
                if !append(alarm, to: &builder) { isShared = false }
            }
            builder.close(component.name)
        }
        builder.finish()
        return ComponentText(
            octets: builder.octets, slots: isShared ? builder.slots : [], shape: shape, isShared: isShared,
            isToDo: component.name == .vtodo, hasRecurrenceID: occurrence.recurrenceID != nil, directoryVersion: version)
    }

    private func common(
        of component: Component, isInstance: Bool, book: inout AddressBook, version: inout Int64?
    ) throws -> [Property] {
        let common = rendering.commonProperties(of: component, isInstance: isInstance, view: view)
        guard rendering.options.attributes == .all else { return common }
        if AddressBook.hasAddresses(common) { version = lookup.directoryVersion }
        return try book.rewriting(common, of: component.name, lookup: lookup)
    }

    /// Appends a line; false if it shows a time whose digits are not found.
    private func append(
        _ property: Property, of occurrence: Occurrence, _ times: ShownTimes, to builder: inout ComponentTextBuilder
    ) -> Bool {
        let value: DateTimeValue?
        let time: InstanceTimes.Time
        switch property.name {
        case .recurrenceID: (value, time) = (occurrence.recurrenceID, .recurrenceID)
        case .dtstart: (value, time) = (occurrence.start, .start)
        case times.endName: (value, time) = (times.end(of: occurrence), .end)
        default:
            builder.append(property)
            return true
        }
        guard let value else {
            builder.append(property)
            return false
        }
        let style: ComponentText.Slot.Style = value.isDate ? .date : rendering.options.time.zone == nil ? .utc : .local
        return builder.append(property, showing: time, style: style)
    }

    /// Appends an alarm; false if it may look otherwise in another instance.
    private func append(_ alarm: ShownAlarm, to builder: inout ComponentTextBuilder) -> Bool {
        guard let component = alarm.component else { return alarm.trigger == .same }
        var isShared = true
        guard builder.open(component.name) else { return true }
        for property in component.properties {
            guard property.isNamed(.trigger) else {
                builder.append(property)
                continue
            }
            switch alarm.trigger {
            case .same: builder.append(property)
            case .own:
                builder.append(property)
                isShared = false
            case .moving(let time, let offset):
                let isFound = builder.append(property, showing: time, style: .utc, offset: offset)
                if !isFound || !(-366 * 86_400...366 * 86_400 ~= offset) { isShared = false }
            }
        }
        builder.close(component.name)
        return isShared
    }
}

extension ComponentTextBuilder {
    /// Appends a whole component and finishes.
    fileprivate mutating func append(_ component: Component) {
        add(component)
        finish()
    }

    private mutating func add(_ component: Component) {
        guard open(component.name) else { return }
        for property in component.properties { append(property) }
        for part in component.components { add(part) }
        close(component.name)
    }
}
