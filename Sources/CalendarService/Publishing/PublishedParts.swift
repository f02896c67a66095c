import CalendarStore
import ICalendar

/// A published text read part by part: on all cores, in bounded memory, and without what was published before with the same octets.
///
/// A short cut to what `PublishedText(whole:)` says. It is left, for the whole text, wherever the two might not agree: for texts with oddities
/// of framing, for items without UID, for whatever is refused.
struct PublishedParts {
    /// Everything with one UID.
    private struct Group {
        var uid: String
        var kind: ComponentName
        /// Places in `cut.parts`: of the first, and of those behind it.
        var first: Int
        var others: [Int] = []

        var parts: [Int] { others.isEmpty ? [first] : [first] + others }
    }

    /// What one task made of its groups.
    struct Batch: Sendable {
        var objects: [PublishedObject] = []
        var notes: [Finding] = []
        /// Calendar-level properties worth keeping.
        var lines: [String] = []
        /// Whether there is something to write, as far as is known.
        var hasNews = false
    }

    private let publish: Publish
    private let known: [String: ObjectRecord]?
    private let registry: TimeZoneRegistry
    private let zoneTexts: ZoneTextCache
    private let now: Timestamp
    private let budget = SpanBudget()
    private let cut: CalendarCut
    private var groups: [Group] = []
    private var batches: [Range<Int>] = []
    /// What components its objects are.
    private(set) var kinds: ComponentKinds = []
    /// What the meaning of all parts depends on beside their own octets.
    private let context: Digest

    /// Tasks that read; the executor runs as many of them as there are cores.
    private static let readers = 16

    /// Nil when the text has to be read as a whole.
    ///
    /// - Parameter known: rows of what is stored, by UID; nil: not known.
    init?(
        _ publish: Publish, known: [String: ObjectRecord]?, registry: TimeZoneRegistry, zoneTexts: ZoneTextCache, now: Timestamp
    ) {
        guard publish.range == nil, !publish.isReadWhole, let cut = CalendarCut(publish.text), !cut.parts.isEmpty else { return nil }
        self.publish = publish
        self.known = known
        self.registry = registry
        self.zoneTexts = zoneTexts
        self.now = now
        self.cut = cut
        context = PublishedParts.context(of: cut, in: publish.text, registry)
        var places: [String: Int] = [:]
        places.reserveCapacity(cut.parts.count)
        groups.reserveCapacity(cut.parts.count)
        for (index, part) in cut.parts.enumerated() {
            if let place = places[part.uid] {
                guard groups[place].kind == part.kind else { return nil }
                groups[place].others.append(index)
            } else {
                places[part.uid] = groups.count
                groups.append(Group(uid: part.uid, kind: part.kind, first: index))
                kinds.formUnion(ComponentKinds(part.kind))
            }
        }
        batches = runs()
    }

    /// UIDs in order of first appearance.
    var uids: [String] { groups.map(\.uid) }

    /// The definitions of zones, the zone database, and the way in which all that is read.
    private static func context(of cut: CalendarCut, in text: [UInt8], _ registry: TimeZoneRegistry) -> Digest {
        var hash = SecureHash()
        hash.update(Array("calgate 1 \(registry.version)\n".utf8))
        for zone in cut.timeZones { hash.update(text[zone]) }
        return hash.digest()
    }

    /// Reads the text on all cores while `write` takes what was read, in order. `write` is called when there is something for it to do.
    ///
    /// - Throws: `NotReadableByParts`, and what `write` throws.
    func whileReading<Result: Sendable>(_ write: @escaping @Sendable (BatchQueue) async throws -> Result) async throws -> Result {
        let queue = BatchQueue(count: batches.count)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<min(Self.readers, batches.count) {
                tasks.addTask(executorPreference: globalConcurrentExecutor) {
                    while let number = await queue.take() { queue.deliver(read(number), as: number) }
                }
            }
            defer { queue.end() }
            try await queue.untilWorthWriting()
            return try await write(queue)
        }
    }

    /// Runs of groups with about as many octets each. Each repeats what is in no part: so few that this costs no more than the text.
    private func runs() -> [Range<Int>] {
        let size = max(publish.batchSize, cut.frameSize * 4)
        var batches: [Range<Int>] = []
        var start = 0
        var octets = 0
        for (index, group) in groups.enumerated() {
            octets += group.parts.reduce(0) { $0 + cut.parts[$1].octets.count }
            guard octets >= size || index == groups.count - 1 else { continue }
            batches.append(start..<(index + 1))
            start = index + 1
            octets = 0
        }
        return batches
    }

    /// Reads one batch; what the calendar says beside its objects is the first's to tell. Nil: not to be read by parts.
    private func read(_ number: Int) -> Batch? {
        guard !Task.isCancelled else { return nil }
        let isFirst = number == 0
        let groups = groups[batches[number]]
        var batch = Batch()
        batch.objects.reserveCapacity(groups.count)
        // Places in `objects` of those to be read.
        var unknown: [(group: Group, source: Digest)] = []
        var places: [Int] = []
        for group in groups {
            let source = source(of: group)
            if known?[group.uid]?.source != source {
                unknown.append((group, source))
                places.append(batch.objects.count)
            }
            batch.objects.append(
                PublishedObject(known: group.uid, kind: group.kind, line: cut.parts[group.first].lines.lowerBound, source: source))
        }
        guard isFirst || !unknown.isEmpty else { return batch }
        let parts = unknown.flatMap(\.group.parts).sorted()
        let excerpt = cut.excerpt(of: publish.text, with: parts.lazy.map { cut.parts[$0] })
        // Objects that are known have no such names: they were read by parts once.
        guard !TZIDSubstitution.mayOccur(in: excerpt.octets) else { return nil }
        let judgement = StorageAcceptance.judge(Parser.incoming.parse(excerpt.octets), for: publish.rules.entry)
        guard judgement.isAccepted, judgement.contents.others.isEmpty,
            judgement.contents.objects.map(\.uid) == unknown.map(\.group.uid)
        else { return nil }
        if isFirst { batch.lines = CalendarLines.kept(judgement.contents.properties) }

        var odd: Set<Int> = []
        for note in judgement.notes {
            var note = note
            note.line = excerpt.originalLine(note.line)
            if let part = part(onLine: note.line, among: parts) {
                odd.insert(part)
                batch.notes.append(note)
            } else if isFirst, note.deviation != .nothingToStore {
                batch.notes.append(note)
            }
        }
        let prepared = ObjectBuilder.prepare(
            judgement.contents.objects[...], known: known, registry: registry, zoneTexts: zoneTexts, budget: budget, now: now)
        for (index, var object) in prepared.enumerated() {
            let (group, source) = unknown[index]
            object.line = batch.objects[places[index]].line
            // What is noted has to be noted again, and what is joined with the stored object is not all of it.
            if object.hasMaster, odd.isEmpty || !group.parts.contains(where: odd.contains) { object.source = source }
            batch.objects[places[index]] = object
        }
        batch.hasNews = prepared.contains(where: \.isNew)
        return batch
    }

    /// The place in `cut.parts` of the part with a line, among some.
    private func part(onLine line: Int, among parts: [Int]) -> Int? {
        var (low, high) = (0, parts.count)
        while low < high {
            let middle = (low + high) / 2
            if cut.parts[parts[middle]].lines.lowerBound <= line { low = middle + 1 } else { high = middle }
        }
        guard low > 0, cut.parts[parts[low - 1]].lines.contains(line) else { return nil }
        return parts[low - 1]
    }

    private func source(of group: Group) -> Digest {
        var hash = SecureHash()
        hash.update(context)
        for part in group.parts { hash.update(publish.text[cut.parts[part].octets]) }
        return hash.digest()
    }
}
