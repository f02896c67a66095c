import ICalendar

/// Whether an alarm goes off in a range, its repetitions too (RFC 4791 section 9.9, VALARM).
struct AlarmMatching {
    let expansion: Expansion
    let zones: ZoneResolver

    private static let work = WorkLimit(candidates: 200_000)
    private static let day: Int64 = 86_400

    func goesOff(_ alarm: Component, ofComponentAt index: Int, in range: TimeRange) -> Bool {
        guard let trigger = alarm.first(.trigger) else { return false }
        let repeats = Repeats(alarm)
        guard let offset = try? trigger.duration() else {
            guard let value = try? trigger.dateTime() else { return false }
            return repeats.hit(from: zones.instant(of: value), range)
        }
        let isRelatedToEnd = trigger.parameter("RELATED")?.uppercased() == "END"
        // Days count on the local clock, so an offset may be an hour longer or shorter than it looks.
        let seconds = offset.approximateSeconds
        let from = range.start.advanced(bySeconds: Self.negated(repeats.total)).advanced(bySeconds: Self.negated(seconds)).advanced(
            bySeconds: -Self.day)
        let to = range.end.advanced(bySeconds: Self.negated(seconds)).advanced(bySeconds: Self.day)
        guard from < to else { return false }
        var iterator = expansion.makeIterator(overlapping: from..<to, work: Self.work)
        while let occurrence = iterator.next() {
            guard occurrence.componentIndex == index else { continue }
            let base = isRelatedToEnd ? occurrence.end ?? occurrence.start : occurrence.start
            let baseInstant = isRelatedToEnd ? occurrence.endInstant : occurrence.startInstant
            if repeats.hit(from: moved(base, baseInstant, by: offset), range) { return true }
        }
        return iterator.isCut
    }

    private func moved(_ value: DateTimeValue, _ instant: Instant, by offset: CalendarDuration) -> Instant {
        guard offset.days != 0, case .zoned(let local, let tzid) = value else {
            return instant.advanced(bySeconds: offset.approximateSeconds)
        }
        let days = Int64(clamping: offset.days).multipliedReportingOverflow(by: Self.day)
        let seconds = local.timelineSeconds.addingReportingOverflow(days.overflow ? 0 : days.partialValue)
        guard !days.overflow, !seconds.overflow else { return instant.advanced(bySeconds: offset.approximateSeconds) }
        return zones.rules(for: tzid).instant(of: LocalDateTime(timelineSeconds: seconds.partialValue)).advanced(bySeconds: offset.seconds)
    }

    private static func negated(_ value: Int64) -> Int64 { value == .min ? .max : -value }

    /// REPEAT and DURATION.
    private struct Repeats {
        var count: Int64 = 0
        var interval: Int64 = 0

        init(_ alarm: Component) {
            guard let count = alarm.first(.repeat).flatMap({ try? $0.integer() }), count > 0,
                let interval = alarm.first(.duration).flatMap({ try? $0.duration() })?.approximateSeconds, interval > 0
            else { return }
            self.count = Int64(min(count, 100_000))
            self.interval = min(interval, 1 << 32)
        }

        /// From the first to the last, in seconds.
        var total: Int64 { count * interval }

        /// Whether the alarm that goes off first at an instant does so in the range, then or again.
        func hit(from first: Instant, _ range: TimeRange) -> Bool {
            if range.contains(first) { return true }
            guard interval > 0, first < range.start else { return false }
            let distance = range.start.seconds - first.seconds
            let steps = (distance + interval - 1) / interval
            return steps <= count && range.contains(first.advanced(bySeconds: steps * interval))
        }
    }
}
