/// An alarm of vCalendar 1.0: `AALARM`, `DALARM`, `MALARM` or `PALARM`, whose value is `run time;snooze;repeat;…`.
struct VCalendarAlarm {
    private let property: Property
    private let run: DateTimeValue
    private let parts: [String]

    /// Nil when there is no readable run time.
    init?(_ property: Property) {
        parts = TextValue.list(property.value, separator: ";")
        guard let first = parts.first, let run = try? VCalendarDate.reading(Bytes(utf8: first)), !run.isDate else { return nil }
        self.run = run
        self.property = property
    }

    /// The VALARM. A local run time is written relative to a local start, since an absolute trigger has to be in UTC.
    func component(start: DateTimeValue?) -> Component {
        var alarm = Component(.valarm, lineNumber: property.lineNumber)
        let action =
            switch property.registered {
            case .aalarm: "AUDIO"
            case .malarm: "EMAIL"
            case .palarm: "PROCEDURE"
            default: "DISPLAY"
            }
        alarm.properties.append(Property(.action, value: action))
        if case .floating(let local) = run, case .floating(let begin)? = start {
            alarm.properties.append(
                Property(.trigger, duration: CalendarDuration(seconds: local.timelineSeconds - begin.timelineSeconds))
            )
        } else {
            alarm.properties.append(Property(.trigger, parameters: [Parameter("VALUE", "DATE-TIME")], value: run.text))
        }
        if let count = part(2), let number = Int(count), number > 0, let snooze = part(1),
            let duration = try? CalendarDuration(Bytes(utf8: snooze))
        {
            alarm.properties += [Property(.repeat, integer: number), Property(.duration, duration: duration)]
        }
        switch property.registered {
        case .aalarm:
            if let sound = part(3) { alarm.properties.append(Property(.attach, value: sound)) }
        case .malarm:
            if let address = part(3) { alarm.properties.append(Property(.attendee, value: "mailto:" + address)) }
            alarm.properties += [Property(.summary, text: part(4) ?? "Alarm"), Property(.description, text: part(4) ?? "Alarm")]
        case .palarm:
            if let procedure = part(3) { alarm.properties.append(Property(.attach, value: procedure)) }
        default: alarm.properties.append(Property(.description, text: part(3) ?? "Alarm"))
        }
        return alarm
    }

    /// A part of the value that is not blank.
    private func part(_ index: Int) -> String? {
        guard index < parts.count else { return nil }
        let text = parts[index].trimmedBlanks
        return text.isEmpty ? nil : text
    }
}
