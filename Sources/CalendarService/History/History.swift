public import CalendarStore

extension CalendarService {
    /// Changes of a calendar, newest first. Needs read, and for private items ownership.
    public func history(of calendar: CalendarReference, limit: Int, for caller: Caller) async throws -> [Change] {
        try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(calendar)
            try info.requireOwner(reference: calendar)
            return try reading.changeLog(of: info.calendar.id, limit: limit)
        }
    }

    /// Brings a calendar (or one UID) back to the state it had at a time, as an ordinary new change. Owners only.
    ///
    /// - Throws: `invalidArgument` for a time before the calendar was made, or before texts are kept (`ServiceSettings.versionRetention`): what
    ///   it held then is not known, and a guess would remove items.
    public func restore(
        _ calendar: CalendarReference, at time: Timestamp, uid: String?, for caller: Caller
    ) async throws -> PublishReport {
        try await writeAlone { writing in
            let info = try CalendarLookup(writing, for: caller).calendar(calendar)
            try info.requireOwner(reference: calendar)
            guard time >= info.calendar.created else {
                throw CalendarError(.invalidArgument, "The calendar was made after that time.")
            }
            guard clock.now().microseconds - time.microseconds <= settings.versionRetention * 1_000_000 else {
                let days = settings.versionRetention / 86_400
                throw CalendarError(.invalidArgument, "Former texts are kept for \(days) days; what the calendar held then is not known.")
            }
            var report = PublishReport(calendar: info, etag: "", lastModified: info.calendar.lastModified)
            var seen: Set<String> = []
            // Oldest change first: the first one after the time says what was there before it.
            let versions = try writing.versions(in: info.calendar.id, replacedAfter: time, uid: uid)
            if let uid, versions.isEmpty, try writing.objectRecord(uid: uid, in: info.calendar.id) == nil {
                throw CalendarError(.objectNotFound, "There is no item \(uid) now, and none is kept from that time on.")
            }
            let deletions = DeletionLog(writing, in: info, author: caller.author, service: self)
            for version in versions where seen.insert(version.uid).inserted {
                try writing.bringBack(version, in: info.calendar.id, author: caller.author, deletions, &report)
            }
            if report.added + report.changed + report.removed > 0 { try writing.touchLinkDestinations(of: info.calendar.id) }
            try finish(&report, for: caller, writing)
            return report
        }
    }

    /// Forgets what is older than its retention, in steps that let other writers in between; call it now and then.
    public func prune() async throws {
        let now = clock.now().microseconds
        let (settings, versions, changes) = (
            settings, Timestamp(microseconds: now - settings.versionRetention * 1_000_000),
            Timestamp(microseconds: now - settings.changeRetention * 1_000_000)
        )
        while try await write({
            try $0.prune(versionsBefore: versions, versionOctets: settings.versionOctets, changesBefore: changes)
        }) {
            try Task.checkCancellation()
        }
        try await removeExpiredSessions()
    }
}

extension StoreWriting {
    /// Puts one object back to what it was before a change.
    fileprivate func bringBack(
        _ version: ObjectVersion, in calendar: CalendarID, author: String, _ deletions: DeletionLog, _ report: inout PublishReport
    ) throws {
        let present = try objectRecord(uid: version.uid, in: calendar)
        switch (version.content, present) {
        case (nil, nil): break
        case (nil, let present?):
            try deletions.remove(present)
            report.removed += 1
        case (let content?, nil):
            let isFree = try objectRecord(resourceName: version.resourceName, in: calendar) == nil
            _ = try insert(content, resourceName: isFree ? version.resourceName : nil, in: calendar, author: author)
            report.added += 1
        case (let content?, let present?):
            guard present.etag != content.etag else {
                report.unchanged += 1
                break
            }
            let before = try deletions.state(before: present)
            let record = try replace(present, with: content, author: author)
            try deletions.logReplacement(of: before, by: record, text: content.text)
            report.changed += 1
        }
    }
}
