import ICalendar

/// Runs one text through everything that reads texts from outside: parser, value readers, rule parser, time zones, expansion, serialiser.
///
/// A trap is the main thing looked for; what is returned are broken promises.
struct Exercise: Sendable {
    let registry: TimeZoneRegistry
    private let parser = Parser()
    private let window = Instant(seconds: 1_767_225_600)..<Instant(seconds: 1_798_761_600)

    init(registry: TimeZoneRegistry) { self.registry = registry }

    /// Promises that the text made somebody break, in words; empty when all is well.
    func problems(with text: [UInt8], charset: String? = nil) -> [String] {
        var problems: [String] = []
        let parsed = parser.parse(text, charset: charset)
        for calendar in parsed.calendars {
            let written = Serializer().text(of: calendar)
            checkForm(of: written, &problems)
            guard parsed.errors.isEmpty else { continue }
            let again = parser.parse(written)
            if again.calendars != [calendar] { problems.append("what was written is not read back equal") }
            if Serializer().text(of: again.calendars.first ?? calendar) != written { problems.append("writing is not stable") }
        }
        for entry in StorageEntry.allCases { _ = StorageAcceptance.judge(parsed, for: entry) }
        for calendar in parsed.calendars { read(calendar) }
        for object in CalendarContents(parsed.calendars).objects { expand(object, &problems) }
        return problems
    }

    /// A rule alone, of any octets.
    func readRule(_ text: [UInt8]) {
        if let rule = try? RecurrenceRule(text[...]) {
            _ = rule.description
            _ = try? RecurrenceRule(Bytes(utf8: rule.description))
        }
    }

    private func checkForm(of written: [UInt8], _ problems: inout [String]) {
        var length = 0
        var before: UInt8 = 0
        for octet in written {
            if octet == 10 {
                if before != 13 { problems.append("a line feed without carriage return was written") }
                if length > 76 { problems.append("a line of more than 75 octets was written") }
                length = 0
            } else {
                if octet == 0 || before == 13 { problems.append("a control character was written") }
                length += 1
            }
            before = octet
        }
        if String(validating: written, as: UTF8.self) == nil { problems.append("something other than UTF-8 was written") }
    }

    private func read(_ component: Component) {
        for property in component.properties {
            _ = property.parameters
            _ = property.text
            _ = property.texts()
            _ = try? property.dateTime()
            _ = try? property.dateTimes()
            _ = try? property.recurrenceDates()
            _ = try? property.periods()
            _ = (try? property.duration())?.text
            _ = (try? property.utcOffset())?.text
            _ = try? property.integer()
            _ = property.calendarAddress().mail
            if property.isNamed(.rrule) { readRule(Array(property.value)) }
        }
        if component.name == .vtimezone, let rules = try? ZoneRules(vtimezone: component) {
            for instant in [Instant.distantPast, window.lowerBound, window.upperBound, .distantFuture] {
                _ = rules.offset(at: instant)
                _ = rules.instant(of: rules.local(at: instant))
            }
            _ = rules.changes(from: window.lowerBound, to: window.upperBound)
        }
        component.components.forEach(read)
    }

    private func expand(_ object: CalendarObject, _ problems: inout [String]) {
        let zones = ZoneResolver(timeZones: object.timeZones, registry: registry)
        let expansion = Expansion(object, zones: zones)
        let found = expansion.occurrences(overlapping: window, limit: 20, work: WorkLimit(candidates: 2000))
        if found.list.count > 20 { problems.append("more instances than asked for") }
        for (earlier, later) in zip(found.list, found.list.dropFirst()) where later.startInstant < earlier.startInstant {
            problems.append("instances out of order")
        }
        for occurrence in found.list where occurrence.endInstant < occurrence.startInstant {
            problems.append("an instance ends before it begins")
        }
        if let id = found.list.first?.recurrenceID { _ = expansion.occurrence(recurrenceID: id) }
        _ = expansion.occurrences(
            overlapping: Instant.distantPast..<Instant.distantFuture, limit: 3, work: WorkLimit(candidates: 500)
        )
    }
}
