import CalendarService
import GatewayHTTP
import HTTPTypes
import ICalendar
import XMLDocument

/// What a report wants of each object's text: `CALDAV:calendar-data` (RFC 4791 section 9.6).
struct CalendarDataRequest: Sendable {
    enum Recurrence: Sendable {
        case asStored
        /// `expand`: every instance in the range by itself, in UTC.
        case expanded(TimeRange)
        /// `limit-recurrence-set`: the master and the overrides that matter in the range.
        case limited(TimeRange)
    }

    private(set) var recurrence = Recurrence.asStored
    private var selection: ComponentSelection?
    private var freeBusyRange: TimeRange?

    /// Octets as they are.
    init() {}

    /// - Throws: 403 `supported-calendar-data` for another type, 400 for a range that is none.
    init(_ element: XMLElement) throws {
        let type = element.attribute("content-type") ?? "text/calendar"
        let version = element.attribute("version") ?? "2.0"
        guard type.lowercased() == "text/calendar", version == "2.0" else {
            throw DAVProblem.make(
                .forbidden, .supportedCalendarData, "Calendar data is text/calendar, version 2.0; not \(type) \(version).")
        }
        selection = element.first(.comp).flatMap(ComponentSelection.init)
        if let expand = element.first(.expand) {
            recurrence = .expanded(try Self.range(expand))
        } else if let limit = element.first(.limitRecurrenceSet) {
            recurrence = .limited(try Self.range(limit))
        }
        if let limit = element.first(.limitFreeBusySet) { freeBusyRange = try Self.range(limit) }
    }

    private static func range(_ element: XMLElement) throws -> TimeRange {
        guard let range = TimeRange(element, needsBoth: true) else {
            throw HTTPProblem(
                .badRequest, "Line \(element.lineNumber): \(element.name.local) needs start and end in UTC, the end after the start.")
        }
        return range
    }

    /// The range whose instances are wanted one by one.
    var expandedRange: TimeRange? {
        if case .expanded(let range) = recurrence { range } else { nil }
    }

    /// Whether a GET's octets are the answer.
    var isWhole: Bool {
        if case .asStored = recurrence { return selection == nil && freeBusyRange == nil }
        return false
    }

    /// The text for one object. Written anew unless the octets are asked for as they are.
    ///
    /// - Parameters:
    ///   - budget: instances that the whole answer may still hold.
    ///   - requireRoom: throws when that many octets are too many for the answer; asked while they are written.
    /// - Throws: `tooManyOccurrences`, and what `requireRoom` throws.
    func text(of view: ObjectView, budget: inout Int, requireRoom: (Int) throws -> Void) throws -> CalendarText {
        if isWhole { return .stored(view.pieces) }
        if case .expanded(let range) = recurrence, selection == nil, freeBusyRange == nil {
            let instances = view.instances
            var text = instances.opening.octets(in: .xml)
            try InstanceExpansion(view).append(in: range, budget: &budget, as: .xml, to: &text, requireRoom: requireRoom)
            text += instances.closing.octets(in: .xml)
            return .made(text)
        }
        var calendar = Component(.vcalendar, properties: view.calendarProperties)
        switch recurrence {
        case .asStored: calendar.components = Parser().parse(view.octets).calendars.first?.components ?? []
        case .expanded(let range):
            var text: [UInt8] = []
            try InstanceExpansion(view).append(in: range, budget: &budget, as: .plain, to: &text, requireRoom: requireRoom)
            calendar.components = Parser().parse(text).calendars.flatMap(\.components)
        case .limited(let range): calendar.components = view.object.timeZones + InstanceExpansion(view).limited(to: range)
        }
        if let freeBusyRange {
            for index in calendar.components.indices where calendar.components[index].name == .vfreebusy {
                calendar.components[index].limitFreeBusy(to: freeBusyRange, zones: view.zones)
            }
        }
        if let selection { calendar = selection.applied(to: calendar) }
        let serializer = Serializer()
        try requireRoom(calendar.components.reduce(0) { $0 + serializer.size(of: $1) })
        return .made(TextForm.xml.octets(of: serializer.text(of: calendar)))
    }
}

extension Component {
    /// `limit-freebusy-set` (RFC 4791 section 9.6.7): only FREEBUSY properties with a period that overlaps.
    fileprivate mutating func limitFreeBusy(to range: TimeRange, zones: ZoneResolver) {
        properties.removeAll { property in
            guard property.isNamed(.freebusy), let periods = try? property.periods() else { return false }
            return !periods.contains { period in
                let start = zones.instant(of: period.start)
                let end: Instant =
                    switch period.end {
                    case .end(let end): zones.instant(of: end)
                    case .duration(let duration): start.advanced(bySeconds: duration.approximateSeconds)
                    }
                return start < range.end && end > range.start
            }
        }
    }
}
