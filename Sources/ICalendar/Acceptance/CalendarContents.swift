/// What VCALENDARs hold, sorted: objects by UID, calendar-level properties, time zones, and what belongs to no object.
public struct CalendarContents: Sendable {
    /// Objects in order of first appearance. A component without UID is an object of its own whose `uid` is empty: its maker gives it one.
    public private(set) var objects: [CalendarObject] = []
    /// Properties of the VCALENDARs, in order (VERSION, PRODID, METHOD, X-WR-CALNAME, …).
    public private(set) var properties: [Property] = []
    /// All VTIMEZONEs, used or not.
    public private(set) var timeZones: [Component] = []
    /// Components that can be no object: VFREEBUSY, and unknown ones without UID.
    public private(set) var others: [Component] = []
    /// What was odd about objects: one UID as two kinds, instances named twice, TZIDs without VTIMEZONE, components left out.
    public private(set) var findings: [Finding] = []

    /// Sorts the components of parsed VCALENDARs. Each object gets the VTIMEZONEs of its own VCALENDAR that it names, alarms included.
    ///
    /// Of two components with one UID and one RECURRENCE-ID (or both without one) the higher SEQUENCE, then the later DTSTAMP, then the
    /// later in the text stays; the other is noted. Costs one pass.
    public init(_ calendars: [Component]) {
        var places: [Key: Int] = [:]
        var kinds: [String: ComponentName] = [:]
        for calendar in calendars {
            var zones = ZoneDefinitions(calendar)
            timeZones += zones.list
            properties += calendar.properties
            var attached: [Int: [Int]] = [:]
            for component in calendar.components where component.name != .vtimezone {
                guard let uid = objectUID(of: component) else { continue }
                let place: Int
                if let known = places[Key(uid: uid, kind: component.name)], !uid.isEmpty {
                    place = known
                } else {
                    place = objects.count
                    places[Key(uid: uid, kind: component.name)] = place
                    objects.append(CalendarObject(uid: uid, kind: component.name, components: [], timeZones: []))
                    noteKind(of: component, uid, &kinds)
                }
                objects[place].components.append(component)
                attach(&zones, of: component, to: place, attached: &attached[place, default: []])
            }
        }
        for place in objects.indices where objects[place].components.count > 1 { removeRepeated(in: place) }
    }

    private struct Key: Hashable {
        var uid: String
        var kind: ComponentName
    }

    /// The UID by which a component belongs to an object, empty for one that gets its UID later; nil when it is no object.
    private mutating func objectUID(of component: Component) -> String? {
        let uid = component.uid
        switch component.name {
        case .vevent, .vtodo, .vjournal: return uid ?? ""
        case .vfreebusy: break
        default: if let uid { return uid }
        }
        others.append(component)
        note(
            .skippedComponent, component, uid: uid,
            component.name == .vfreebusy ? "VFREEBUSY is not kept." : "\(component.name) without UID belongs to no object."
        )
        return nil
    }

    private mutating func noteKind(of component: Component, _ uid: String, _ kinds: inout [String: ComponentName]) {
        guard !uid.isEmpty else { return }
        if let other = kinds[uid] {
            note(.uidOfTwoKinds, component, uid: uid, severity: .error, "One UID as \(other) and \(component.name).")
        } else {
            kinds[uid] = component.name
        }
    }

    /// Adds the zones that a component names to its object; `attached` are the places of those it already has from this VCALENDAR.
    private mutating func attach(_ zones: inout ZoneDefinitions, of component: Component, to place: Int, attached: inout [Int]) {
        zones.forEachTZID(in: component) { zones, tzid, property in
            let zone = zones.place(of: tzid)
            guard !attached.contains(zone) else { return }
            attached.append(zone)
            guard zone >= 0 else {
                findings.append(
                    Finding(
                        .zoneWithoutDefinition, severity: .note, line: property.lineNumber, component: component.name.text,
                        uid: component.uid, property: property.name.text, reason: "No VTIMEZONE defines the TZID \"\(tzid)\"."
                    )
                )
                return
            }
            if objects[place].timeZones.isEmpty || !objects[place].timeZones.contains(zones.list[zone]) {
                objects[place].timeZones.append(zones.list[zone])
            }
        }
    }

    private mutating func removeRepeated(in place: Int) {
        var kept: [Component] = []
        var places: [DateTimeValue?: Int] = [:]
        for component in objects[place].components {
            let property = component.first(.recurrenceID)
            // An override whose RECURRENCE-ID cannot be read stays by itself.
            guard let id = property.map({ try? $0.dateTime() }) ?? .some(nil) as DateTimeValue??, property == nil || id != nil else {
                kept.append(component)
                continue
            }
            guard let other = places[id] else {
                places[id] = kept.count
                kept.append(component)
                continue
            }
            let loser = CalendarContents.supersedes(component, kept[other]) ? kept[other] : component
            if CalendarContents.supersedes(component, kept[other]) { kept[other] = component }
            note(
                .repeatedInstance, loser, uid: loser.uid,
                property == nil ? "One UID with two masters; the newer stays." : "One RECURRENCE-ID twice; the newer stays."
            )
        }
        objects[place].components = kept
    }

    /// Whether a component that comes later in the text replaces an earlier one.
    private static func supersedes(_ later: Component, _ earlier: Component) -> Bool {
        func sequence(_ component: Component) -> Int { component.first(.sequence).flatMap { try? $0.integer() } ?? 0 }
        func stamp(_ component: Component) -> Int64 {
            component.first(.dtstamp).flatMap { try? $0.dateTime() }?.local.timelineSeconds ?? .min
        }
        return (sequence(later), stamp(later)) >= (sequence(earlier), stamp(earlier))
    }

    private mutating func note(
        _ deviation: Deviation, _ component: Component, uid: String?, severity: Finding.Severity = .note, _ reason: String
    ) {
        findings.append(
            Finding(deviation, severity: severity, line: component.lineNumber, component: component.name.text, uid: uid, reason: reason)
        )
    }
}

/// The VTIMEZONEs of one VCALENDAR by TZID.
private struct ZoneDefinitions {
    let list: [Component]
    /// Places in `list` by the comparable form of the TZID.
    private var byName: [String: Int] = [:]
    /// What `place(of:)` answered, by the TZID as written.
    private var answers: [String: Int] = [:]

    init(_ calendar: Component) {
        list = calendar.components.filter { $0.name == .vtimezone }
        for (place, zone) in list.enumerated() {
            guard let tzid = zone.first(.tzid)?.valueString else { continue }
            let name = TZID.comparable(tzid)
            if byName[name] == nil { byName[name] = place }
        }
    }

    /// The place in `list` of the definition of a TZID; a negative number, for each TZID another one, when there is none.
    mutating func place(of tzid: String) -> Int {
        if let place = answers[tzid] { return place }
        let place = byName[TZID.comparable(tzid)] ?? -1 - answers.count
        answers[tzid] = place
        return place
    }

    /// Every TZID that a component names, sub-components included, with the property that does.
    mutating func forEachTZID(in component: Component, _ body: (inout ZoneDefinitions, String, Property) -> Void) {
        component.forEachTZID { tzid, property in body(&self, tzid, property) }
        for child in component.components { forEachTZID(in: child, body) }
    }
}
