import CalendarStore
import ICalendar

/// Events as those see them who may only know when their owner is busy: times, and no word of anybody's.
///
/// Nothing tells whether an event is private, who takes part in it, or by what UID others know it.
struct BusyView {
    let owner: Account
    /// Makes UIDs that cannot be guessed from the events' own; the same for all of a calendar.
    let salt: String

    private static let kept: Set<PropertyName> = [
        .dtstamp, .dtstart, .dtend, .duration, .rrule, .exrule, .rdate, .exdate, .recurrenceID,
    ]
    private static let repeating: Set<PropertyName> = [.rrule, .exrule, .rdate, .exdate]
    private static let keptParameters: Set<String> = ["TZID", "VALUE", "RANGE"]
    private static let keptRuleParts: Set<String> = [
        "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH",
        "BYSETPOS", "WKST", "RSCALE", "SKIP",
    ]

    /// The parts of an object that keep its owner busy; none when it never does: no event, transparent, cancelled, declined.
    func components(of object: CalendarObject) -> [Component] {
        guard object.kind == .vevent else { return [] }
        let parts = object.components.map { (component: $0, kind: Self.kind($0, owner: owner), id: $0.first(.recurrenceID)) }
        guard parts.contains(where: { $0.kind != nil }) else { return [] }
        let uid = uid(object.uid)
        if parts.contains(where: { $0.id?.parameter("RANGE") != nil }) {
            // Such a part speaks for instances that only an expansion would find: all parts stay, and the free ones say that they are.
            return parts.map { part in
                part.kind.map { busy(part.component, $0, uid: uid) } ?? free(part.component, uid: uid)
            }
        }
        let masters = parts.compactMap { part in part.id == nil ? part.kind.map { busy(part.component, $0, uid: uid) } : nil }
        var instances: [Component] = []
        var freeInstances: [Property] = []
        for part in parts {
            guard let id = part.id else { continue }
            switch part.kind {
            case nil: freeInstances.append(Self.exception(id))
            case let kind? where masters.isEmpty: instances.append(alone(part.component, kind, id, uid: object.uid))
            case let kind?: instances.append(busy(part.component, kind, uid: uid))
            }
        }
        return masters.map { Component($0.name, properties: $0.properties + freeInstances) } + instances
    }

    /// As free/busy counts it; nil too for a moment without length.
    private static func kind(_ component: Component, owner: Account) -> BusyPeriod.Kind? {
        guard let start = component.first(.dtstart), let kind = BusyPeriod.Kind(component, owner: owner) else { return nil }
        // A day ends no sooner than the next begins, whatever DTEND says.
        if (try? start.dateTime())?.isDate == true { return kind }
        if let end = component.first(.dtend) {
            return end.value == start.value && end.parameter("TZID") == start.parameter("TZID") ? nil : kind
        }
        return component.has(.duration) || component.has(.rdate) ? kind : nil
    }

    private func busy(_ component: Component, _ kind: BusyPeriod.Kind, uid: String) -> Component {
        var busy = times(of: component, uid: uid)
        busy.properties.append(Property(.summary, text: "Busy"))
        if kind == .tentative { busy.properties.append(Property(.status, value: "TENTATIVE")) }
        return busy
    }

    private func free(_ component: Component, uid: String) -> Component {
        var free = times(of: component, uid: uid)
        free.properties += [Property(.summary, text: "Free"), Property(.transp, value: "TRANSPARENT")]
        return free
    }

    /// A busy instance of a series that is not: an event of its own.
    private func alone(_ component: Component, _ kind: BusyPeriod.Kind, _ id: Property, uid: String) -> Component {
        var alone = busy(component, kind, uid: self.uid("\(uid)\u{0}\(id.valueString)"))
        alone.remove(.recurrenceID)
        return alone
    }

    private func times(of component: Component, uid: String) -> Component {
        // One instance repeats nothing, though some programs copy the rule of its series into it.
        let kept = component.has(.recurrenceID) ? Self.kept.subtracting(Self.repeating) : Self.kept
        let properties = component.properties.filter { property in kept.contains { property.isNamed($0) } }
        return Component(component.name, properties: [Property(.uid, text: uid)] + properties.map(Self.wordless))
    }

    /// The line without parameters and parts of rules that no standard knows: they can hold anything.
    private static func wordless(_ property: Property) -> Property {
        var value = property.valueString
        if property.isNamed(.rrule) || property.isNamed(.exrule) {
            value = value.split(separator: ";").filter { part in
                keptRuleParts.contains(part.prefix { $0 != "=" }.filter { $0 != " " }.uppercased())
            }.joined(separator: ";")
        }
        return Property(property.name, parameters: property.parameters.filter { keptParameters.contains($0.name) }, value: value)
    }

    /// The EXDATE that takes an instance out of its series.
    private static func exception(_ id: Property) -> Property {
        Property(.exdate, parameters: id.parameters.filter { ["TZID", "VALUE"].contains($0.name) }, value: id.valueString)
    }

    private func uid(_ uid: String) -> String {
        Hexadecimal.text(of: SecureHash.octets(of: Array("busy\u{0}\(salt)\u{0}\(uid)".utf8)).prefix(16))
    }
}

extension ZoneText {
    /// The rules alone, without the comments, names and addresses that stand beside them.
    func wordless(registry: TimeZoneRegistry) -> ZoneText {
        if isByName { return self }
        let kept: Set<PropertyName> = [.tzid, .dtstart, .tzoffsetfrom, .tzoffsetto, .rrule, .rdate, .exdate]
        func rules(_ component: Component) -> Component {
            Component(
                component.name, properties: component.properties.filter { property in kept.contains { property.isNamed($0) } },
                components: component.components.filter { $0.name == .standard || $0.name == .daylight }.map(rules))
        }
        return ZoneText(rules(definition), registry: registry)
    }
}
