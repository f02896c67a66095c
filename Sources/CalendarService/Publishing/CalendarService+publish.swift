import CalendarStore
import ICalendar

extension CalendarService {
    /// Puts a text into a calendar as one transaction: all or nothing, and nothing changed means nothing happens (architecture 4.3 to 4.6).
    ///
    /// Needs write; with `replace` delete as well, with WCAP's rules read as well. A plain text is read while the transaction writes, and
    /// nothing of it remains when a part turns out bad; any other is read before.
    /// - Throws: `notICalendar`, `invalidData` with every bad element, `unsupportedComponent`, `tooLarge`; whatever `condition` throws.
    public func publish(_ publish: Publish, for caller: Caller) async throws -> PublishReport {
        let calendar = try await authorize(publish, for: caller)
        guard publish.text.count <= settings.publishLimit else {
            throw CalendarError(
                .tooLarge, "A calendar may have \(settings.publishLimit) octets at most.", limit: settings.publishLimit)
        }
        let known = try await knownObjects(in: calendar, for: publish)
        do {
            if let report = try await publishByParts(publish, known: known, for: caller) { return report }
            return try await publishWhole(publish, known: known, for: caller)
        } catch is OutdatedKnowledge {
            return try await publishWhole(publish, known: nil, for: caller)
        }
    }

    /// Writes a text while it is being read; nil, and nothing written, when it has to be read as a whole.
    private func publishByParts(_ publish: Publish, known: KnownObjects?, for caller: Caller) async throws -> PublishReport? {
        guard
            let parts = PublishedParts(
                publish, known: known?.records, registry: zones, zoneTexts: state.zoneTexts, now: clock.now())
        else { return nil }
        do {
            return try await parts.whileReading { batches in
                try await store(publish, uids: publish.mode == .add ? parts.uids : [], known: known, for: caller) {
                    try $0.run(parts, batches)
                }
            }
        } catch is NotReadableByParts {
            return nil
        }
    }

    private func publishWhole(_ publish: Publish, known: KnownObjects?, for caller: Caller) async throws -> PublishReport {
        let text = try await PublishedText(publish, known: known?.records, for: self)
        return try await store(publish, uids: text.objects.map(\.uid), known: known, for: caller) { try $0.run(text) }
    }

    /// The writing half of a publish.
    private func store(
        _ publish: Publish, uids: [String], known: KnownObjects?, for caller: Caller,
        _ run: @escaping @Sendable (inout PublishTransaction) throws -> PublishReport
    ) async throws -> PublishReport {
        do {
            let (report, changedSources) = try await writeAlone { writing in
                let (info, isNew) = try target(of: publish, for: caller, writing)
                try info.require(publish.rights, reference: publish.calendar)
                if let condition = publish.condition {
                    try condition(
                        isNew ? ContentState(exists: false, etag: nil, lastModified: nil) : contentState(of: info, caller, writing))
                }
                var transaction = try PublishTransaction(
                    writing, info: info, author: caller.author, mode: publish.mode, uids: uids, known: known, service: self)
                var report = try run(&transaction)
                report.createdCalendar = isNew
                try finish(&report, for: caller, writing)
                if publish.isDryRun { throw DryRun(report: report) }
                return (report, transaction.changedSources)
            }
            if changedSources { state.forgetRecords(of: report.calendar.calendar.id) }
            return report
        } catch let dryRun as DryRun {
            return dryRun.report
        }
    }

    /// Removes every object the caller may remove; the calendar stays. Needs delete.
    public func removeAllObjects(
        in calendar: CalendarReference, for caller: Caller, condition: (@Sendable (ContentState) throws -> Void)? = nil
    ) async throws -> PublishReport {
        try await writeAlone { writing in
            let info = try CalendarLookup(writing, for: caller).calendar(calendar)
            try info.require(.delete, reference: calendar)
            if let condition { try condition(contentState(of: info, caller, writing)) }
            var transaction = try PublishTransaction(writing, info: info, author: caller.author, mode: .replace, uids: [], service: self)
            var report = try transaction.empty()
            try finish(&report, for: caller, writing)
            return report
        }
    }

    /// Says who may not write before the text is read: a stranger learns nothing about it.
    ///
    /// Returns the calendar; nil when the publish is going to make it.
    private func authorize(_ publish: Publish, for caller: Caller) async throws -> Calendar? {
        do {
            let info = try await calendar(publish.calendar, for: caller)
            try info.require(publish.rights, reference: publish.calendar)
            return info.calendar
        } catch let error as CalendarError where error.code == .calendarNotFound && publish.createsCalendar {
            guard case .path(let owner, let name) = publish.calendar, !name.isEmpty else { throw error }
            try CalendarName.validate(CalendarName.normalized(name))
            try await read { reading in
                let account = try CalendarLookup(reading, for: caller).owner(owner)
                // An existing calendar that the caller may not know of is not made either.
                guard account.id == caller.account?.id else { throw error }
            }
            return nil
        }
    }

    /// What is stored: only to spare work, the writing transaction sees to it that it still holds.
    ///
    /// Nil when asking for each object later is less work than reading all of them now.
    private func knownObjects(in calendar: Calendar?, for publish: Publish) async throws -> KnownObjects? {
        guard let calendar else { return KnownObjects(revision: .zero, records: [:]) }
        if publish.mode == .add, publish.text.count < 1 << 16 { return nil }
        let (records, revision) = try await recordsAndRevision(of: calendar)
        return KnownObjects(
            revision: revision, records: Dictionary((records ?? []).lazy.map { ($0.uid, $0) }) { first, _ in first })
    }

    /// The calendar of a publish, made if need be.
    private func target(of publish: Publish, for caller: Caller, _ writing: any StoreWriting) throws -> (CalendarInfo, isNew: Bool) {
        let lookup = CalendarLookup(writing, for: caller)
        do {
            return (try lookup.calendar(publish.calendar), false)
        } catch let error as CalendarError where error.code == .calendarNotFound && publish.createsCalendar {
            guard case .path(let owner, let name) = publish.calendar, !name.isEmpty else { throw error }
            let account = try lookup.owner(owner)
            guard account.id == caller.account?.id else { throw error }
            let made = try writing.insertCalendar(
                CalendarCreation(name: name), ownedBy: account, accessList: settings.newCalendarAccessList
            )
            return (lookup.info(made, ownedBy: account), true)
        }
    }

    /// The validators of the caller's CalendarData view, as of this transaction.
    private func contentState(of info: CalendarInfo, _ caller: Caller, _ reading: any StoreReading) throws -> ContentState {
        let links = try CalendarLookup(reading, for: caller).linkedViews(in: info)
        return contentState(of: info, key: RenderingKey(info, endpoint: .calendarData, links: links))
    }

    func finish(_ report: inout PublishReport, for caller: Caller, _ writing: any StoreWriting) throws {
        guard let calendar = try writing.calendar(report.calendar.calendar.id) else { throw CalendarError.noCalendar }
        report.calendar = CalendarLookup(writing, for: caller).info(calendar, ownedBy: report.calendar.owner)
        let state = try contentState(of: report.calendar, caller, writing)
        report.etag = state.etag ?? ""
        report.lastModified = calendar.lastModified
    }
}

/// Takes the report out of a transaction of which nothing may remain.
private struct DryRun: Error {
    var report: PublishReport
}

extension Publish {
    /// Rights that the caller needs (`spec/calendardata.md`, "Authentication and rights"; `spec/wcap.md` 7.5).
    fileprivate var rights: AccessRights {
        var rights: AccessRights = .write
        if mode == .replace { rights.insert(.delete) }
        if rules == .wcapImport { rights.insert(.read) }
        return rights
    }
}
