public import CalendarStore
public import ICalendar

extension CalendarService {
    /// Busy time of one calendar in a range: opaque, not cancelled items, overlapping ones of a kind merged, by start. Needs free/busy or read.
    ///
    /// Private items count; those the owner declined do not. Dates and floating times are read in the calendar's zone.
    /// - Throws: `tooManyOccurrences` when a series has more instances than a request may expand.
    public func freeBusy(
        of calendar: CalendarReference, in range: Range<Instant>, for caller: Caller
    ) async throws -> (CalendarInfo, [BusyPeriod]) {
        try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(calendar)
            guard info.access.maySeeFreeBusy else { throw info.refusal(of: .freeBusy, reference: calendar) }
            if info.calendar.properties.isDisabled { throw CalendarError(.calendarDisabled, "This calendar is switched off.") }
            return (info, BusyPeriod.merged(try busyPeriods(of: info, in: range, reading)))
        }
    }

    /// Busy time of an account over all its calendars that count for free/busy and let the caller see it (WCAP `get_freebusy` with `mail`).
    public func freeBusy(ofOwner owner: String?, in range: Range<Instant>, for caller: Caller) async throws -> (Account, [BusyPeriod]) {
        try await read { reading in
            let lookup = CalendarLookup(reading, for: caller)
            let account = try lookup.owner(owner)
            var periods: [BusyPeriod] = []
            for calendar in try reading.calendars(of: account.id) {
                let info = lookup.info(calendar, ownedBy: account)
                let properties = calendar.properties
                guard properties.isIncludedInFreeBusy, !properties.isTransparent, !properties.isDisabled, info.access.maySeeFreeBusy else {
                    continue
                }
                periods += try busyPeriods(of: info, in: range, reading)
            }
            return (account, BusyPeriod.merged(periods))
        }
    }

    /// Not merged. Part of larger transactions: rights are the caller's affair.
    func busyPeriods(of info: CalendarInfo, in range: Range<Instant>, _ reading: any StoreReading) throws -> [BusyPeriod] {
        let reader = ObjectReader(reading, service: self)
        let floating = info.floatingZone(zones)
        var budget = settings.instanceLimit
        var periods: [BusyPeriod] = []
        let ids = try reading.objectIDs(in: info.calendar.id, overlapping: range, includingUndated: false)
        var whole = info
        // Private items count like others.
        whole.access.isOwner = true
        _ = try reader.forEachView(ids, keeps: true, for: whole, floating: floating) { view in
            guard view.record.kind == .vevent else { return true }
            let kinds = view.object.components.map { BusyPeriod.Kind($0, owner: info.owner) }
            guard kinds.contains(where: { $0 != nil }) else { return true }
            let occurrences = view.expansion.occurrences(overlapping: range, limit: budget)
            guard occurrences.isComplete else {
                throw CalendarError(
                    .tooManyOccurrences, "There are too many instances in this range; ask for a shorter one.", limit: settings.instanceLimit
                )
            }
            budget -= occurrences.list.count
            for occurrence in occurrences.list where kinds.indices.contains(occurrence.componentIndex) {
                guard let kind = kinds[occurrence.componentIndex], occurrence.startInstant < occurrence.endInstant else { continue }
                let start = max(occurrence.startInstant, range.lowerBound)
                let end = min(occurrence.endInstant, range.upperBound)
                if start < end { periods.append(BusyPeriod(start: start, end: end, kind: kind)) }
            }
            return true
        }
        return periods
    }
}

extension BusyPeriod.Kind {
    /// How an event keeps the owner of its calendar busy; nil: not at all (transparent, cancelled, declined).
    init?(_ component: Component, owner: Account) {
        if component.first(.transp)?.valueString.uppercased() == "TRANSPARENT" { return nil }
        let status = component.first(.status)?.valueString.uppercased()
        if status == "CANCELLED" { return nil }
        let addresses = owner.emailAddresses.map { "mailto:" + $0.lowercased() }
        let own = component.properties.first { $0.isNamed(.attendee) && addresses.contains($0.valueString.lowercased()) }
        switch own?.parameter("PARTSTAT")?.uppercased() {
        case "DECLINED": return nil
        case "TENTATIVE": self = .tentative
        default: self = status == "TENTATIVE" ? .tentative : .busy
        }
    }
}
