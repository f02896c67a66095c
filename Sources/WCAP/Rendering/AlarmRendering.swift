import ICalendar

/// An alarm as an instance shows it, and how it looks in other instances.
struct ShownAlarm: Sendable {
    enum Trigger: Equatable, Sendable {
        /// The same in all instances.
        case same
        /// A UTC time, so many seconds after one of the instance's.
        case moving(InstanceTimes.Time, offset: Int64)
        /// Possibly another in each.
        case own
    }

    /// nil: the alarm is not shown.
    var component: Component?
    var trigger: Trigger
}

/// Alarms as WCAP shows them: at absolute UTC times, or relative to the start with `relativealarm=1` (`spec/wcap.md` 6.8).
struct AlarmRendering: Sendable {
    var options: FetchOptions
    var zones: ZoneResolver

    /// - Parameters:
    ///   - start: start of the item or instance; nil: it has none, and a relative alarm cannot be placed.
    func alarm(_ alarm: Component, start: Instant?, end: Instant?) -> ShownAlarm {
        guard let given = alarm.first(.trigger) else { return ShownAlarm(component: nil, trigger: .same) }
        let (property, trigger) = trigger(given, start: start, end: end)
        guard let property else { return ShownAlarm(component: nil, trigger: trigger) }
        var shown = Component(.valarm)
        for line in alarm.properties {
            switch line.name {
            case .trigger: shown.properties.append(property)
            case .attendee:
                let address = line.calendarAddress()
                shown.properties.append(address.hasScheme ? line : line.replacing(value: "mailto:\(address.text)"))
            default: shown.properties.append(line)
            }
        }
        return ShownAlarm(component: shown, trigger: trigger)
    }

    private func trigger(_ trigger: Property, start: Instant?, end: Instant?) -> (Property?, ShownAlarm.Trigger) {
        let isAbsolute = trigger.parameter("VALUE")?.uppercased() == "DATE-TIME"
        if isAbsolute || (try? trigger.duration()) == nil {
            guard let instant = (try? trigger.dateTime()).map({ zones.instant(of: $0) }) else { return (nil, .same) }
            guard options.relativeAlarms, let start else { return (absolute(instant), .same) }
            return (relative(CalendarDuration(seconds: instant.seconds - start.seconds)), .own)
        }
        guard let duration = try? trigger.duration() else { return (nil, .same) }
        let isAtEnd = trigger.parameter("RELATED")?.uppercased() == "END"
        if options.relativeAlarms {
            guard isAtEnd, let start, let end else { return (Property(.trigger, duration: duration), isAtEnd ? .own : .same) }
            return (relative(CalendarDuration(seconds: end.seconds - start.seconds + duration.approximateSeconds)), .own)
        }
        guard let anchor = isAtEnd ? end ?? start : start else { return (nil, .own) }
        let shown = absolute(anchor.advanced(bySeconds: duration.approximateSeconds))
        return (shown, shown == nil ? .own : .moving(isAtEnd ? .endInstant : .startInstant, offset: duration.approximateSeconds))
    }

    /// nil for an instant that has no four-digit year: a trigger of ten thousand weeks before the start of time.
    private func absolute(_ instant: Instant) -> Property? {
        guard 1...9999 ~= instant.utc.date.year else { return nil }
        return Property(.trigger, parameters: [Parameter("VALUE", "DATE-TIME")], value: instant.text)
    }

    private func relative(_ duration: CalendarDuration) -> Property { Property(.trigger, duration: duration) }
}
