import ICalendar

/// The alarm parameters of a store: one e-mail alarm, one popup, one sound, one flash (`spec/wcap.md` 6.8).
struct AlarmChange: Sendable {
    /// When an alarm goes off.
    private enum Trigger: Sendable {
        case removed
        case at(Instant)
        case offset(CalendarDuration)

        var property: Property? {
            switch self {
            case .removed: nil
            case .at(let instant): Property(.trigger, parameters: [Parameter("VALUE", "DATE-TIME")], value: instant.text)
            case .offset(let duration): Property(.trigger, duration: duration)
            }
        }
    }

    private static let standardDescription = "This is the alarm description"
    private static let actions: [(ParameterName, String)] = [
        (.alarmStart, "EMAIL"), (.alarmPopup, "DISPLAY"), (.alarmAudio, "AUDIO"), (.alarmFlashing, "X-NSCP-FLASHING"),
    ]

    private var triggers: [String: Trigger] = [:]
    private var addresses: [String]?
    private var replacesAddresses: Bool
    private var description: String?
    /// Used for an e-mail alarm that names nobody.
    var standardAddresses: [String] = []

    var isEmpty: Bool { triggers.isEmpty && addresses == nil && description == nil }

    /// - Throws: the command's failure number for a time that cannot be read.
    init(_ call: Call, zone: ZoneRules) throws {
        replacesAddresses = call.parameters.flag(.replace)
        description = call.parameters.word(.alarmDescription)
        for (name, action) in Self.actions {
            guard let text = call.parameters.text(name) else { continue }
            triggers[action] = try Self.trigger(text, zone: zone, failure: call.command.failure)
        }
        addresses = call.parameters.list(.alarmEmails)?.filter { $0 != "0" }
    }

    private static func trigger(_ text: String, zone: ZoneRules, failure: WCAPErrno) throws -> Trigger {
        if let duration = try? DurationParameter(text) { return .offset(duration.alarmOffset) }
        do {
            guard let instant = try TimeParameter(text).instant(in: zone) else { return .removed }
            return .at(instant)
        } catch { throw failure }
    }

    func apply(to component: inout Component) {
        for (_, action) in Self.actions {
            let old = component.components.first { Self.isAlarm($0, action: action) }
            let touchesAddresses = action == "EMAIL" && addresses != nil
            guard triggers[action] != nil || touchesAddresses || (description != nil && old != nil) else { continue }
            let trigger: Property?
            switch triggers[action] {
            case nil: trigger = old?.first(.trigger)
            case let new?: trigger = new.property
            }
            let alarm = trigger.flatMap { self.alarm(action, trigger: $0, old: old, item: component) }
            component.components.removeAll { Self.isAlarm($0, action: action) }
            if let alarm { component.components.append(alarm) }
        }
    }

    private static func isAlarm(_ component: Component, action: String) -> Bool {
        component.name == .valarm && component.first(.action)?.valueString.uppercased() == action
    }

    private func alarm(_ action: String, trigger: Property, old: Component?, item: Component) -> Component? {
        var alarm = old ?? Component(.valarm, properties: [Property(.action, value: action)])
        alarm.set(trigger)
        if let description { alarm.set(Property(.description, text: description)) }
        guard action == "EMAIL" || action == "DISPLAY" || action == "X-NSCP-FLASHING" else { return alarm }
        if !alarm.has(.description) { alarm.set(Property(.description, text: Self.standardDescription)) }
        guard action == "EMAIL" else { return alarm }
        if !alarm.has(.summary) { alarm.set(Property(.summary, text: item.first(.summary)?.text ?? Self.standardDescription)) }
        var kept = replacesAddresses && addresses != nil ? [] : alarm.all(.attendee)
        for address in addresses ?? [] {
            let property = Property(.attendee, value: address.lowercased().hasPrefix("mailto:") ? address : "mailto:\(address)")
            if !kept.contains(where: { $0.calendarAddress() == property.calendarAddress() }) { kept.append(property) }
        }
        if kept.isEmpty {
            // Addresses that were emptied on purpose end the alarm.
            if addresses != nil, triggers["EMAIL"] == nil { return nil }
            kept = standardAddresses.map { Property(.attendee, value: "mailto:\($0)") }
        }
        guard !kept.isEmpty else { return nil }
        alarm.remove(.attendee)
        alarm.properties += kept
        return alarm
    }
}
