public import CalendarStore

/// What changed in a calendar since a token (RFC 6578).
public struct SyncReport: Hashable, Sendable {
    public var calendar: CalendarInfo
    /// In order of change.
    public var changes: [ResourceChange]
    /// Objects that links show and that are new or may have changed.
    public var linked: [ResourceChange] = []
    /// State after those.
    public var token: String
    /// More is left: ask again with `token`.
    public var isCut: Bool

    public init(calendar: CalendarInfo, changes: [ResourceChange], token: String, isCut: Bool) {
        self.calendar = calendar
        self.changes = changes
        self.token = token
        self.isCut = isCut
    }
}

extension CalendarService {
    /// Token of the calendar's present state: `epoch:calendar:number`. It belongs to its calendar.
    public func syncToken(of calendar: Calendar) -> String {
        SyncToken(epoch: store.epoch, calendar: calendar.id, number: calendar.revision).text
    }

    /// Token of the calendar's present state with what links show the caller in it, as `changes` ends with.
    public func syncToken(of info: CalendarInfo, for caller: Caller) async throws -> String {
        let linked = try await linkedObjects(in: info, for: caller).map(ResourceChange.init)
        return SyncToken(epoch: store.epoch, calendar: info.calendar.id, number: info.calendar.revision, links: LinkState(linked)).text
    }

    /// What changed since a token (nil: everything). `syncTokenInvalid` for a foreign, future or expired one. Needs read.
    public func changes(
        in calendar: CalendarReference, since token: String?, limit: Int?, for caller: Caller
    ) async throws -> SyncReport {
        let limit = max(1, min(limit ?? Int.max - 1, Int.max - 1))
        if let token,
            let report = try await translatingStoreErrors({ try knownReport(in: calendar, since: token, limit: limit, for: caller) })
        {
            return report
        }
        return try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(calendar)
            try info.require(.read, reference: calendar)
            var linked: [ResourceChange] = []
            if !state.linkless.holds(info.calendar) {
                linked = try CalendarLookup(reading, for: caller).linkedObjects(in: info, service: self).map(ResourceChange.init)
            }
            guard let token else {
                let report = try firstReport(reading, info, after: .zero, start: info.calendar.revision, limit: limit)
                return try report.adding(linked, to: nil, limit: limit)
            }
            guard let state = SyncToken(token), state.epoch == store.epoch, state.calendar == info.calendar.id,
                state.number <= info.calendar.revision, state.number >= .zero
            else { throw CalendarError.invalidSyncToken }
            let report =
                if let start = state.start {
                    try firstReport(reading, info, after: state.number, start: start, limit: limit)
                } else {
                    try laterReport(reading, info, after: state.number, limit: limit)
                }
            return try report.adding(linked, to: state.links, limit: limit)
        }
    }

    /// What is in memory of a calendar without links: that nothing changed, or the few changes that somebody asked for before.
    private func knownReport(in calendar: CalendarReference, since token: String, limit: Int, for caller: Caller) throws -> SyncReport? {
        guard let info = try knownCalendar(calendar, for: caller), state.linkless.holds(info.calendar), let since = SyncToken(token),
            since.epoch == store.epoch, since.calendar == info.calendar.id, since.start == nil, since.links == nil
        else { return nil }
        try info.require(.read, reference: calendar)
        var changes: [ResourceChange] = []
        if since.number != info.calendar.revision {
            // Who sees less has ETags of another kind.
            guard since.number < info.calendar.revision, !info.access.seesStripped,
                let known = state.recentChanges.changes(of: info.calendar, after: since.number), known.count <= limit
            else { return nil }
            changes = known
        }
        return SyncReport(calendar: info, changes: changes, token: syncToken(of: info.calendar), isCut: false)
    }

    private func laterReport(_ reading: any StoreReading, _ info: CalendarInfo, after number: ChangeNumber, limit: Int) throws -> SyncReport
    {
        let unlimited = limit == Int.max - 1
        guard var changes = try reading.changes(in: info.calendar.id, after: number, limit: unlimited ? Int.max : limit + 1) else {
            throw CalendarError.invalidSyncToken
        }
        let isCut = changes.count > limit
        if isCut { changes.removeLast(changes.count - limit) }
        if !isCut { state.recentChanges.keep(changes, of: info.calendar, after: number) }
        let reached = isCut ? changes.last?.number ?? number : info.calendar.revision
        return SyncReport(
            calendar: info, changes: try seen(changes, by: info, reading),
            token: SyncToken(epoch: store.epoch, calendar: info.calendar.id, number: reached).text, isCut: isCut
        )
    }

    /// A first sync, or its next piece: objects by the number of their newest change, not by the log, which may not reach back that far.
    private func firstReport(
        _ reading: any StoreReading, _ info: CalendarInfo, after number: ChangeNumber, start: ChangeNumber, limit: Int
    ) throws -> SyncReport {
        var changes: [ResourceChange] = []
        for record in try state.records.records(of: info.calendar, in: reading) ?? [] where record.change > number {
            changes.append(ResourceChange(resourceName: record.resourceName, etag: info.etag(of: record), number: record.change))
        }
        if number > .zero {
            guard let logged = try reading.changes(in: info.calendar.id, after: start, limit: .max) else {
                throw CalendarError.invalidSyncToken
            }
            changes += logged.filter { $0.etag == nil && $0.number > number }
        }
        changes.sort { $0.number < $1.number }
        let isCut = changes.count > limit
        if isCut { changes.removeLast(changes.count - limit) }
        let next =
            isCut
            ? SyncToken(epoch: store.epoch, calendar: info.calendar.id, number: changes.last?.number ?? number, start: start)
            : SyncToken(epoch: store.epoch, calendar: info.calendar.id, number: info.calendar.revision)
        return SyncReport(calendar: info, changes: changes, token: next.text, isCut: isCut)
    }

    /// ETags as the caller's view has them.
    private func seen(_ changes: [ResourceChange], by info: CalendarInfo, _ reading: any StoreReading) throws -> [ResourceChange] {
        guard info.access.seesStripped else { return changes }
        return try changes.map { change in
            guard change.etag != nil, let record = try reading.objectRecord(resourceName: change.resourceName, in: info.calendar.id) else {
                return change
            }
            var change = change
            change.etag = info.etag(of: record)
            return change
        }
    }
}

extension SyncReport {
    /// Adds the linked objects that the holder of the token has not seen, as far as the limit allows; own changes come first.
    fileprivate func adding(_ linked: [ResourceChange], to seen: LinkState?, limit: Int) throws -> SyncReport {
        guard let unseen = seen.unseen(of: linked) else { throw CalendarError.invalidSyncToken }
        guard !linked.isEmpty, var next = SyncToken(token) else { return self }
        var report = self
        if isCut {
            next.links = seen
        } else {
            report.linked = Array(unseen.prefix(limit - changes.count))
            report.isCut = report.linked.count < unseen.count
            next.links = LinkState(linked, position: report.isCut ? unseen.startIndex + report.linked.count : nil)
        }
        report.token = next.text
        return report
    }
}

extension ResourceChange {
    fileprivate init(_ view: ObjectView) {
        self.init(resourceName: view.record.resourceName, etag: view.etag, number: view.record.change)
    }
}

extension CalendarError {
    fileprivate static let invalidSyncToken = CalendarError(
        .syncTokenInvalid, "This sync token is not of this calendar, or too old; start with a full sync."
    )
}
