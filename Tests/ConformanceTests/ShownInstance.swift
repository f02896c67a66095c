import CalendarService
import ICalendar
import TimeZoneDatabase

/// One instance as a protocol shows it.
struct ShownInstance: Hashable {
    var kind = ""
    var uid = ""
    /// RECURRENCE-ID as WCAP writes it, `0` without.
    var recurrenceID = "0"
    /// A date, or a time in UTC.
    var start = ""
    var summary = ""

    var text: String { "\(start) \(uid) \(summary)" }

    /// The start some seconds later.
    func start(after seconds: Int64) -> String {
        guard let value = try? DateTimeValue(Bytes(utf8: start)) else { return start }
        return value.replacing(local: LocalDateTime(timelineSeconds: value.local.timelineSeconds + seconds)).text
    }

    /// The events and to-dos of an answer of WCAP in text/calendar.
    static func list(_ lines: [String]) -> [ShownInstance] {
        var list: [ShownInstance] = []
        var depth = 0
        for line in lines {
            if line.hasPrefix("BEGIN:") {
                depth += 1
                if depth == 2 { list.append(ShownInstance(kind: String(line.dropFirst(6)))) }
            }
            if line.hasPrefix("END:") { depth -= 1 }
            guard depth == 2, !list.isEmpty, !line.hasPrefix("BEGIN:") else { continue }
            func value(_ name: String) -> String? {
                guard line.hasPrefix(name + ":") || line.hasPrefix(name + ";") else { return nil }
                return line.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
            }
            let last = list.count - 1
            if let text = value("UID") { list[last].uid = text }
            if let text = value("RECURRENCE-ID") { list[last].recurrenceID = text }
            if let text = value("DTSTART") { list[last].start = text }
            if list[last].start.isEmpty, let text = value("DUE") { list[last].start = text }
            if let text = value("SUMMARY") { list[last].summary = text }
        }
        return list.filter { $0.kind == "VEVENT" || $0.kind == "VTODO" }
    }

    /// The instances of a published text in `[from, to)`, by this project's expansion; each series goes to the file for another program.
    static func expanded(_ text: String, from: Instant, to: Instant, registry: TimeZoneRegistry) -> [ShownInstance] {
        let components = Parser().parse(Array(text.utf8)).calendars.flatMap(\.components)
        let zones = ZoneResolver(timeZones: components.filter { $0.name == .vtimezone }, registry: registry)
        var list: [ShownInstance] = []
        let items = components.filter { $0.name == .vevent || $0.name == .vtodo }
        for (uid, members) in Dictionary(grouping: items, by: { $0.uid ?? "" }) {
            let object = CalendarObject(uid: uid, kind: members[0].name, components: members, timeZones: [])
            let isShared = object.referencedTimeZoneIDs.allSatisfy { tzid in
                registry.rules(for: tzid)?.givesSameOffsets(as: zones.rules(for: tzid), from: from, to: to) == true
            }
            if isShared, object.isRecurring { WireCase.write(object, zones: zones, through: to) }
            for occurrence in Expansion(object, zones: zones).occurrences(overlapping: from..<to).list {
                var shown = ShownInstance(kind: "\(members[0].name)", uid: uid)
                shown.start =
                    occurrence.start.isDate ? occurrence.start.text : DateTimeValue.utc(occurrence.startInstant.utc).text
                shown.summary = members[occurrence.componentIndex].first(.summary)?.valueString ?? ""
                list.append(shown)
            }
        }
        return list
    }
}
