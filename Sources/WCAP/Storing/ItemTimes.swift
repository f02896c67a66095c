import CalendarService
import CalendarStore
import ICalendar

/// Start, end and recurrence of a store request in the form they are kept in (`spec/wcap.md` 1.5, 5.3, 6.1).
struct ItemTimes: Sendable {
    var start: DateTimeValue?
    var end: ComponentEdit.End?
    var recurrence = ComponentEdit.Recurrence()
    /// `dtstart=0` for a to-do: it is not dated, whatever it was.
    var removesStart = false

    /// - Parameters:
    ///   - existing: start of the item as it is stored; nil: a new one.
    /// - Throws: the command's failure number for what cannot be read, or an end before the start.
    init(_ call: Call, kind: ComponentName, existing: DateTimeValue?, isNew: Bool, info: CalendarInfo) throws {
        let parameters = call.parameters
        let failure = call.command.failure
        let zone = RequestZone(call, info: info, isNew: isNew)
        let sentStart = try call.time(.start)
        let isAllDay = Self.isAllDay(parameters, start: sentStart)
        if let sentStart, sentStart != .unset { start = zone.value(sentStart, isAllDay: isAllDay) }
        removesStart = kind == .vtodo && sentStart == .unset
        let form = start ?? existing
        let endName: ParameterName = kind == .vtodo ? .due : .end
        if let sentEnd = try call.time(endName) {
            if sentEnd == .unset {
                end = ComponentEdit.End.none
            } else {
                let isDate = isAllDay ?? (start == nil ? existing?.isDate ?? (sentEnd.isDate) : start?.isDate ?? false)
                let value = zone.value(sentEnd, isAllDay: isDate)
                end = kind == .vtodo ? .due(value) : .end(Self.exclusive(value, start: form))
                // Against a stored start the editor checks.
                if let start, zone.instant(of: value) < zone.instant(of: start) { throw failure }
            }
        }
        if end == nil || end == ComponentEdit.End.none, let text = parameters.word(.duration) {
            let duration: CalendarDuration
            do { duration = try DurationParameter(text).duration } catch { throw failure }
            guard !duration.isNegative else { throw failure }
            end = duration.approximateSeconds == 0 && form?.isDate == true ? ComponentEdit.End.none : .duration(duration)
        }
        recurrence.rules = try Self.rules(parameters.rules(.rrules), failure: failure)
        recurrence.exclusionRules = try Self.rules(parameters.rules(.exrules), failure: failure)
        recurrence.dates = try Self.dates(.rdates, call: call, zone: zone, form: form)
        recurrence.exclusionDates = try Self.dates(.exdates, call: call, zone: zone, form: form)
        if existing == nil, !zone.isUTC, case .utc(let local)? = start, recurrence.rules?.isEmpty == false {
            throw CalendarError(
                .invalidArgument,
                "No rule can begin at \(local.text)Z: the clocks of its zone show that time twice, and a rule means the first.")
        }
        if parameters.flag(.excludeStart), let rules = recurrence.rules, !rules.isEmpty, let form {
            let zones = ZoneResolver(registry: call.service.zones, floating: zone.rules)
            moveStart(from: form, to: RuleStart(zones: zones).first(of: rules, from: form), zone: zone)
        }
    }

    /// The end that was sent goes along: as many days later, or of a time as many seconds after the start as before.
    private mutating func moveStart(from old: DateTimeValue, to new: DateTimeValue, zone: RequestZone) {
        guard new != old else { return }
        func moved(_ value: DateTimeValue) -> DateTimeValue {
            if value.isDate { return value.advanced(byLocalSeconds: new.local.timelineSeconds - old.local.timelineSeconds) }
            let length = zone.instant(of: value).seconds - zone.instant(of: old).seconds
            return zone.value(.utc(zone.instant(of: new).advanced(bySeconds: length).utc), isAllDay: false)
        }
        switch end {
        case .end(let value): end = .end(moved(value))
        case .due(let value): end = .due(moved(value))
        case nil, .some(.none), .duration: break
        }
        start = new
    }

    /// `isAllDay`, or what a bare date as start says.
    private static func isAllDay(_ parameters: Parameters, start: TimeParameter?) -> Bool? {
        if parameters.word(.isAllDay) != nil { return parameters.flag(.isAllDay) }
        guard let start, start != .unset else { return nil }
        return start.isDate
    }

    /// An all-day item that ends where it begins is one day long.
    private static func exclusive(_ end: DateTimeValue, start: DateTimeValue?) -> DateTimeValue {
        guard case .date(let last) = end, case .date(let first)? = start, last <= first else { return end }
        return last == first ? .date(first.advanced(byDays: 1)) : end
    }

    private static func rules(_ texts: [String]?, failure: WCAPErrno) throws -> [String]? {
        try texts?.map { text in
            do { return try RecurrenceRule(Bytes(utf8: text)).description } catch { throw failure }
        }
    }

    private static func dates(_ name: ParameterName, call: Call, zone: RequestZone, form: DateTimeValue?) throws -> [DateTimeValue]? {
        guard let texts = call.parameters.list(name) else { return nil }
        return try texts.compactMap { text in
            let time: TimeParameter
            do { time = try TimeParameter(text) } catch { throw call.command.failure }
            guard time != .unset else { return nil }
            // A bare date among times means that day's instance.
            if case .date(let date) = time, let form, !form.isDate {
                let local = form.local
                return form.replacing(
                    local: LocalDateTime(date: date, hour: Int(local.hour), minute: Int(local.minute), second: Int(local.second)))
            }
            return zone.value(time, isAllDay: form?.isDate ?? time.isDate)
        }
    }
}

extension TimeParameter {
    var isDate: Bool { if case .date = self { true } else { false } }
}

/// The zone of a store request: `tzid`, else the calendar's (`spec/wcap.md` 1.5).
struct RequestZone: Sendable {
    /// Olson name.
    private var name: String
    let rules: ZoneRules
    /// UTC times of an existing item stay in UTC: the editor gives them the item's own zone.
    private var keepsUTC: Bool

    init(_ call: Call, info: CalendarInfo, isNew: Bool) {
        let zones = call.service.zones
        let named = call.parameters.word(.timeZone).flatMap { zones.identifier(for: $0) }
        name = named ?? CalendarPropertyList.timeZone(of: info, zones: zones)
        rules = zones.rules(for: name) ?? .utc
        keepsUTC = named == nil && !isNew
    }

    func value(_ time: TimeParameter, isAllDay: Bool?) -> DateTimeValue {
        let local: LocalDateTime
        switch time {
        case .unset: return .floating(LocalDateTime(timelineSeconds: 0))
        case .date(let date):
            if isAllDay ?? true { return .date(date) }
            local = LocalDateTime(startOf: date)
        case .local(let clock): local = clock
        case .utc(let clock):
            // Midnight UTC is how some clients write a day.
            if isAllDay == true, clock.secondOfDay == 0, rules.local(at: clock.asUTC).secondOfDay != 0 { return .date(clock.date) }
            if isAllDay != true, keepsUTC { return .utc(clock) }
            local = rules.local(at: clock.asUTC)
        }
        if isAllDay == true { return .date(local.date) }
        // Of a time that the clock shows twice the zone's words mean the first.
        if case .utc(let clock) = time, rules.instant(of: local) != clock.asUTC { return .utc(clock) }
        return isUTC ? .utc(local) : .zoned(local, tzid: name)
    }

    func instant(of value: DateTimeValue) -> Instant {
        switch value {
        case .utc(let local): local.asUTC
        case .date, .floating, .zoned: rules.instant(of: value.local)
        }
    }

    /// Whether the zone is UTC itself.
    var isUTC: Bool {
        ["UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"].contains(name)
    }
}
