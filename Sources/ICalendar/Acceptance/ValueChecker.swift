/// Looks at the values of a component tree: which cannot be understood, and which are odd.
///
/// The parser keeps every value as text; this is the step that says what the text means. It changes nothing.
/// Costs one pass over the properties; values are read, recurrence rules are not expanded.
public struct ValueChecker: Sendable {
    /// Findings beyond this number are left out, but for the first of each kind.
    public var limit: Int

    public init(limit: Int = ParserLimits().findings) { self.limit = limit }

    /// All findings about the values of calendars and everything in them, in order of lines.
    public func findings(in calendars: [Component]) -> [Finding] {
        var check = ValueCheck(limit: limit)
        for calendar in calendars { check.visit(calendar, uid: nil, parent: nil) }
        return check.findings.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
    }
}

/// One walk of `ValueChecker`.
struct ValueCheck {
    let limit: Int
    private(set) var findings: [Finding] = []
    private var kinds: Set<Deviation> = []
    /// The component looked at, and the UID that its findings name.
    private var component = Component(.vcalendar)
    private var uid: String?
    private var parent: ComponentName?

    init(limit: Int) { self.limit = limit }

    mutating func visit(_ component: Component, uid inherited: String?, parent: ComponentName?) {
        let uid = component.uid ?? inherited
        (self.component, self.uid, self.parent) = (component, uid, parent)
        if component.name != .vcalendar {
            var extent = Extent()
            if let property = component.first(.dtstart) {
                extent.hasStart = true
                extent.start = try? property.dateTime()
            }
            var seen: UInt64 = 0
            for property in component.properties {
                switch property.registered {
                case .dtend: if extent.end?.registered != .dtend { extent.end = property }
                case .due: extent.end = extent.end ?? property
                case .duration: extent.hasDuration = true
                default: break
                }
                checkRepetition(property, &seen)
                check(property, start: extent.start)
            }
            check(extent)
        }
        for child in component.components { visit(child, uid: uid, parent: component.name) }
    }

    var componentName: ComponentName { component.name }

    /// Whether the component is part of a VTIMEZONE, whose values place zones and not items.
    var isZonePart: Bool { parent == .vtimezone || component.name == .vtimezone }

    mutating func note(_ deviation: Deviation, _ property: Property, _ reason: String, _ severity: Finding.Severity = .note) {
        if findings.count >= limit, kinds.contains(deviation) { return }
        kinds.insert(deviation)
        findings.append(
            Finding(
                deviation, severity: severity, line: property.lineNumber, component: component.name.text, uid: uid,
                property: property.name.text, reason: reason
            )
        )
    }

    /// Properties that a component has at most once (RFC 5545 section 3.6).
    private mutating func checkRepetition(_ property: Property, _ seen: inout UInt64) {
        let bit: UInt64 = 1 &<< UInt64(property.registered.rawValue & 63)
        defer { seen |= bit }
        guard seen & bit != 0 else { return }
        switch property.registered {
        case .uid, .dtend, .due, .duration, .recurrenceID, .dtstamp, .created, .lastModified, .summary, .location, .sequence, .status,
            .classification, .geo, .url, .organizer, .priority, .transp, .percentComplete, .completed, .trigger, .action, .tzid,
            .tzoffsetfrom, .tzoffsetto:
            note(.repeatedProperty, property, "\(property.name) stands more than once; the first counts.")
        case .description where component.name != .vjournal:
            note(.repeatedProperty, property, "\(property.name) stands more than once; the first counts.")
        case .rrule where !isZonePart:
            note(.severalRules, property, "More than one RRULE; their instances are joined.")
        default: break
        }
    }

    /// The properties that say from when to when a component lasts.
    private struct Extent {
        var hasStart = false
        var start: DateTimeValue?
        /// DTEND, else DUE.
        var end: Property?
        var hasDuration = false
    }

    /// Start and end against each other.
    private mutating func check(_ extent: Extent) {
        switch component.name {
        case .vevent, .vtodo, .vjournal: break
        default: return
        }
        if component.name == .vevent, !extent.hasStart {
            findings.append(
                Finding(
                    .missingStart, severity: .note, line: component.lineNumber, component: component.name.text, uid: uid,
                    property: "DTSTART", reason: "VEVENT has no DTSTART."
                )
            )
        }
        guard let property = extent.end else { return }
        if extent.hasDuration { note(.endAndDuration, property, "\(property.name) and DURATION together; DURATION does not count.") }
        guard let start = extent.start, let end = try? property.dateTime() else { return }
        if start.isDate != end.isDate {
            note(.mixedEndKinds, property, "DTSTART and \(property.name) are not of one kind (date, date-time).")
        } else if start.tzid == end.tzid, isUTC(start) == isUTC(end), end.local < start.local {
            note(.endBeforeStart, property, "\(property.name) lies before DTSTART; the item has no duration.")
        }
    }

    private func isUTC(_ value: DateTimeValue) -> Bool { if case .utc = value { true } else { false } }
}
