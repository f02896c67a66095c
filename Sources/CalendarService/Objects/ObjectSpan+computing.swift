import CalendarStore
import ICalendar

extension ObjectSpan {
    /// A floating time or a date can be meant in any zone, from UTC-12 to UTC+14.
    private static let floatingWidth: Int64 = 26 * 3600

    /// The hull of an object's instances and alarms. `zones` must read floating times as UTC: the widening covers every other zone.
    init(of object: CalendarObject, zones: ZoneResolver, knows isKnown: (String) -> Bool) {
        let isRecurring = object.isRecurring || object.components.contains { $0.has(.recurrenceID) }
        guard let hull = object.hull(zones: zones) else {
            let alarms = AlarmHull(of: object, first: nil, last: nil, zones: zones)
            self.init(first: nil, last: nil, isRecurring: isRecurring, firstAlarm: alarms.first, lastAlarm: alarms.last)
            return
        }
        let width = object.components.contains { ObjectSpan.isFloating($0, knows: isKnown) } ? ObjectSpan.floatingWidth : 0
        let first = hull.start.advanced(bySeconds: -width)
        // One second more, so that an instance without length at the very end lies inside a half-open range.
        let last = hull.end.map { $0.advanced(bySeconds: width + 1) } ?? .distantFuture
        let alarms = AlarmHull(of: object, first: first, last: last, zones: zones)
        self.init(first: first, last: last, isRecurring: isRecurring, firstAlarm: alarms.first, lastAlarm: alarms.last)
    }

    /// Whether a value that places the component in time is a date, a floating time, or names a zone that nobody knows.
    private static func isFloating(_ component: Component, knows isKnown: (String) -> Bool) -> Bool {
        component.contains(ObjectSpan.placing) { property in
            guard let last = property.value.last, last | 0x20 != UInt8(ascii: "z") else { return false }
            return property.parameter("TZID").map { !isKnown($0) } ?? true
        }
    }

    private static let placing: [PropertyName] = [.dtstart, .dtend, .due, .recurrenceID, .rdate]
}

/// When alarms of an object can go off, at the earliest and at the latest.
private struct AlarmHull {
    private(set) var first: Instant?
    private(set) var last: Instant?

    init(of object: CalendarObject, first hullStart: Instant?, last hullEnd: Instant?, zones: ZoneResolver) {
        for component in object.components {
            for alarm in component.components where alarm.name == .valarm {
                guard let trigger = alarm.first(.trigger) else { continue }
                let repeating = AlarmHull.repeatingSeconds(of: alarm)
                if let offset = try? trigger.duration() {
                    guard let hullStart, let hullEnd else { continue }
                    // A nominal day may be an hour longer or shorter.
                    let slack: Int64 = offset.days == 0 ? 0 : 3600
                    let seconds = offset.approximateSeconds
                    include(hullStart.advanced(bySeconds: seconds).advanced(bySeconds: -slack))
                    include(
                        hullEnd == .distantFuture
                            ? hullEnd : hullEnd.advanced(bySeconds: seconds).advanced(bySeconds: slack).advanced(bySeconds: repeating)
                    )
                } else if let value = try? trigger.dateTime() {
                    let instant = zones.instant(of: value)
                    include(instant)
                    include(instant.advanced(bySeconds: repeating).advanced(bySeconds: 1))
                }
            }
        }
    }

    private mutating func include(_ instant: Instant) {
        first = first.map { min($0, instant) } ?? instant
        last = last.map { max($0, instant) } ?? instant
    }

    private static func repeatingSeconds(of alarm: Component) -> Int64 {
        guard let count = alarm.first(.repeat).flatMap({ try? $0.integer() }), count > 0,
            let length = alarm.first(.duration).flatMap({ try? $0.duration() })?.approximateSeconds, length > 0
        else { return 0 }
        let (product, overflow) = Int64(count).multipliedReportingOverflow(by: length)
        return overflow ? .max : product
    }
}
