import ICalendar

/// Alarms as WCAP shows them: at absolute UTC times, or relative to the start with `relativealarm=1` (`spec/wcap.md` 6.8).
struct AlarmRendering: Sendable {
    var options: FetchOptions
    var zones: ZoneResolver

    /// - Parameters:
    ///   - start: start of the item or instance; nil: it has none, and a relative alarm cannot be placed.
    func alarm(_ alarm: Component, start: Instant?, end: Instant?) -> Component? {
        guard let trigger = alarm.first(.trigger).flatMap({ property($0, start: start, end: end) }) else { return nil }
        var shown = Component(.valarm)
        for property in alarm.properties {
            switch property.name {
            case .trigger: shown.properties.append(trigger)
            case .attendee:
                let address = property.calendarAddress()
                shown.properties.append(address.hasScheme ? property : property.replacing(value: "mailto:\(address.text)"))
            default: shown.properties.append(property)
            }
        }
        return shown
    }

    private func property(_ trigger: Property, start: Instant?, end: Instant?) -> Property? {
        let isAbsolute = trigger.parameter("VALUE")?.uppercased() == "DATE-TIME"
        if isAbsolute || (try? trigger.duration()) == nil {
            guard let instant = (try? trigger.dateTime()).map({ zones.instant(of: $0) }) else { return nil }
            guard options.relativeAlarms, let start else { return absolute(instant) }
            return relative(CalendarDuration(seconds: instant.seconds - start.seconds))
        }
        guard let duration = try? trigger.duration() else { return nil }
        let isAtEnd = trigger.parameter("RELATED")?.uppercased() == "END"
        if options.relativeAlarms {
            guard isAtEnd, let start, let end else { return Property(.trigger, duration: duration) }
            return relative(CalendarDuration(seconds: end.seconds - start.seconds + duration.approximateSeconds))
        }
        guard let anchor = isAtEnd ? end ?? start : start else { return nil }
        return absolute(anchor.advanced(bySeconds: duration.approximateSeconds))
    }

    /// nil for an instant that has no four-digit year: a trigger of ten thousand weeks before the start of time.
    private func absolute(_ instant: Instant) -> Property? {
        guard 1...9999 ~= instant.utc.date.year else { return nil }
        return Property(.trigger, parameters: [Parameter("VALUE", "DATE-TIME")], value: instant.text)
    }

    private func relative(_ duration: CalendarDuration) -> Property { Property(.trigger, duration: duration) }
}
