import CalendarStore
import ICalendar

/// The writing half of a publish: the difference between a text and a calendar, inside one transaction (architecture 4.3 to 4.6).
struct PublishTransaction {
    let writing: any StoreWriting
    let info: CalendarInfo
    let author: String
    let reader: ObjectReader
    let mode: Publish.Mode
    private let deletions: DeletionLog
    private var report: PublishReport
    private var present: [String: ObjectRecord] = [:]
    /// How many of `present` the text has.
    private var met = 0
    /// UIDs of objects of other calendars that are shown here.
    private var linked: Set<String> = []
    /// Whether rows were written without a change of their objects.
    private(set) var changedSources = false

    /// - Parameters:
    ///   - uids: those the text has; of no account under replace.
    ///   - known: the rows of the calendar as read before; good while the calendar is as it was then.
    init(
        _ writing: any StoreWriting, info: CalendarInfo, author: String, mode: Publish.Mode, uids: [String], known: KnownObjects? = nil,
        service: CalendarService
    ) throws {
        self.writing = writing
        self.info = info
        self.author = author
        self.mode = mode
        reader = ObjectReader(writing, service: service)
        deletions = DeletionLog(writing, in: info, author: author, service: service)
        report = PublishReport(calendar: info, etag: "", lastModified: info.calendar.lastModified)
        if let known, known.revision == info.calendar.revision {
            present = known.records
        } else {
            present = try PublishTransaction.records(in: info.calendar.id, mode: mode, uids: uids, writing)
        }
        linked = Set(try writing.links(in: info.calendar.id).map(\.uid)).subtracting(present.keys)
    }

    /// Asking for each UID beats walking the calendar up to about this many.
    private static let fewObjects = 200

    /// The rows a publish is compared with: those of its UIDs, and under replace all there are.
    private static func records(
        in calendar: CalendarID, mode: Publish.Mode, uids: [String], _ reading: any StoreReading
    ) throws -> [String: ObjectRecord] {
        var records: [String: ObjectRecord] = [:]
        if mode == .add, uids.count <= fewObjects {
            for uid in uids { records[uid] = try reading.objectRecord(uid: uid, in: calendar) }
            return records
        }
        try reading.forEachObjectRecord(in: calendar) { record in
            records[record.uid] = record
            return true
        }
        return records
    }

    /// Writes the difference and says what was done; validators of the report are set by the caller.
    mutating func run(_ text: PublishedText) throws -> PublishReport {
        report.findings = text.findings
        try requireSupport(of: text.objects)
        for object in text.objects { try store(object) }
        return try finish(text.lines, mentioned: { Set(text.objects.map(\.uid)).union(text.passedOverUIDs) })
    }

    /// The same for a text that is being read.
    ///
    /// - Throws: `NotReadableByParts` also where only the whole text can say what is wrong with it.
    mutating func run(_ parts: PublishedParts, _ batches: BatchQueue) throws -> PublishReport {
        guard parts.kinds.isSubset(of: info.calendar.kinds) else { throw NotReadableByParts() }
        var lines: [String] = []
        while let batch = try batches.next() {
            for object in batch.objects { try store(object) }
            lines += batch.lines
            report.findings += batch.notes
            // Which of too many findings are listed is for the whole text to say.
            guard report.findings.count < ParserLimits().findings else { throw NotReadableByParts() }
        }
        report.findings = report.findings.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
        return try finish(lines, mentioned: { Set(parts.uids) })
    }

    /// Removes what is not mentioned, and writes what concerns the calendar as a whole.
    private mutating func finish(_ lines: [String], mentioned: () -> Set<String>) throws -> PublishReport {
        if mode == .replace, present.count > met { try removeAll(but: mentioned()) }
        try updateLines(lines)
        if report.added + report.changed + report.removed > 0 { try writing.touchLinkDestinations(of: info.calendar.id) }
        report.protected.sort()
        return report
    }

    /// Removes every object that the caller may remove.
    mutating func empty() throws -> PublishReport {
        try removeAll(but: [])
        if report.removed > 0 { try writing.touchLinkDestinations(of: info.calendar.id) }
        report.protected.sort()
        return report
    }

    private func requireSupport(of objects: [PublishedObject]) throws {
        let refused = objects.filter { !info.calendar.kinds.contains(ComponentKinds($0.kind)) }
        guard let first = refused.first else { return }
        let findings = refused.map { object in
            Finding(
                .skippedComponent, severity: .error, line: object.line, component: object.kind.text, uid: object.uid,
                reason: "The calendar does not take \(object.kind)."
            )
        }
        throw CalendarError(
            .unsupportedComponent, "The calendar “\(info.calendar.displayName)” does not take \(first.kind).", findings: findings
        )
    }

    private mutating func store(_ incoming: PublishedObject) throws {
        let uid = incoming.uid
        guard !linked.contains(uid) else {
            report.protected.append(uid)
            return
        }
        guard let record = present[uid] else {
            var content: PreparedContent
            switch incoming.state {
            case .known, .equal: throw OutdatedKnowledge()
            case .new(let new): content = new
            case .prepared(let prepared): content = prepared.prepared
            }
            content.content.source = incoming.source
            try content.insert(resourceName: nil, in: info.calendar.id, author: author, writing)
            report.added += 1
            return
        }
        met += 1
        guard !isProtected(record) else {
            report.protected.append(uid)
            return
        }
        switch incoming.state {
        case .known:
            guard record.source == incoming.source else { throw OutdatedKnowledge() }
            report.unchanged += 1
        case .equal(let digest):
            guard record.digest == digest else { throw OutdatedKnowledge() }
            try keepUnchanged(record, source: incoming.source)
        case .prepared(let prepared) where prepared.content.digest == record.digest:
            try keepUnchanged(record, source: incoming.source)
        case .prepared(var prepared):
            prepared.content.source = incoming.source
            try replace(record, with: prepared)
        case .new: throw OutdatedKnowledge()
        }
    }

    /// The object stays; the next publish of these octets need not look so closely.
    private mutating func keepUnchanged(_ record: ObjectRecord, source: Digest?) throws {
        report.unchanged += 1
        guard let source, record.source != source else { return }
        try writing.updateSource(of: record.id, to: source)
        changedSources = true
    }

    private mutating func replace(_ record: ObjectRecord, with incoming: PreparedObject) throws {
        var object = incoming
        let overrides = object.object.master == nil ? object.object : nil
        if overrides != nil || !object.zones.isEmpty, let stored = try writing.object(record.id) {
            let (old, zones) = try reader.object(stored)
            if let overrides, old.kind == overrides.kind { object = merge(overrides, into: old) }
            if object.content.digest == record.digest || ObjectComparison.saysTheSame(object, old, zones: zones) {
                report.unchanged += 1
                return
            }
        }
        let before = try deletions.state(before: record)
        _ = try object.replace(record, author: author, writing)
        try deletions.logReplacement(of: before, by: object.object)
        report.changed += 1
    }

    /// Overrides without a master take their places in the stored series.
    private func merge(_ overrides: CalendarObject, into stored: CalendarObject) -> PreparedObject {
        var merged = stored
        let zones = ZoneResolver(timeZones: stored.timeZones + overrides.timeZones, registry: reader.registry)
        func instance(_ component: Component) -> Instant? {
            component.first(.recurrenceID).flatMap { try? $0.dateTime() }.map(zones.instant)
        }
        for override in overrides.components {
            let id = instance(override)
            if let index = merged.components.firstIndex(where: { $0.has(.recurrenceID) && instance($0) == id }), id != nil {
                merged.components[index] = override
            } else {
                merged.components.append(override)
            }
        }
        let known = Set(stored.timeZones.compactMap { $0.first(.tzid)?.valueString })
        merged.timeZones += overrides.timeZones.filter { !known.contains($0.first(.tzid)?.valueString ?? "") }
        var builder = ObjectBuilder(registry: reader.registry)
        return builder.prepare(merged)
    }

    /// Objects that the caller sees stripped, and for one who may neither read nor delete all that is there (architecture 4.6).
    private func isProtected(_ record: ObjectRecord) -> Bool {
        info.strips(record) || !info.access.mayRead && !info.access.mayDelete
    }

    private mutating func removeAll(but mentioned: Set<String>) throws {
        for record in present.values.filter({ !mentioned.contains($0.uid) }).sorted(by: { $0.id < $1.id }) {
            if info.strips(record) {
                report.protected.append(record.uid)
            } else {
                try deletions.remove(record)
                report.removed += 1
            }
        }
    }

    /// Keeps what the publisher says about the calendar as a whole; somebody who only adds to another's calendar does not rename it.
    private func updateLines(_ incoming: [String]) throws {
        let present = info.calendar.properties.publishedLines
        let lines =
            switch mode {
            case .replace: incoming
            case .add where info.access.mayWriteProperties: CalendarLines.merged(present, with: incoming)
            case .add: CalendarLines.supplemented(present, with: incoming)
            }
        guard lines != present, var calendar = try writing.calendar(info.calendar.id) else { return }
        calendar.properties.publishedLines = lines
        try writing.updateProperties(of: calendar)
    }
}

/// The rows of a calendar by UID, as of a revision.
struct KnownObjects: Sendable {
    var revision: ChangeNumber
    var records: [String: ObjectRecord]
}

/// Somebody changed an object between the look at the store and the transaction: the text has to be read as a whole.
struct OutdatedKnowledge: Error {}
