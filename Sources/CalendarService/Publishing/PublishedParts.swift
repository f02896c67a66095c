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
        /// Places in `cut.parts`.
        var parts: [Int]
    }

    /// What one task made of its groups.
    private struct Batch {
        var objects: [PublishedObject] = []
        var notes: [Finding] = []
        var lines: [String] = []
    }

    private let publish: Publish
    private let known: [String: ObjectRecord]
    private let registry: TimeZoneRegistry
    private let now: Timestamp
    private let budget = SpanBudget()
    private let cut: CalendarCut
    private var groups: [Group] = []
    /// What the meaning of all parts depends on beside their own octets.
    private let context: Digest

    /// Octets that one task takes.
    private static let batchSize = 1 << 19

    /// Nil when the text has to be read as a whole.
    init?(_ publish: Publish, known: [String: ObjectRecord], registry: TimeZoneRegistry, now: Timestamp) {
        guard publish.range == nil, !publish.isReadWhole, let cut = CalendarCut(publish.text), !cut.parts.isEmpty,
            !TZIDSubstitution.mayOccur(in: publish.text)
        else { return nil }
        self.publish = publish
        self.known = known
        self.registry = registry
        self.now = now
        self.cut = cut
        context = PublishedParts.context(of: cut, in: publish.text, registry)
        var places: [String: Int] = [:]
        places.reserveCapacity(cut.parts.count)
        for (index, part) in cut.parts.enumerated() {
            if let place = places[part.uid] {
                guard groups[place].kind == part.kind else { return nil }
                groups[place].parts.append(index)
            } else {
                places[part.uid] = groups.count
                groups.append(Group(uid: part.uid, kind: part.kind, parts: [index]))
            }
        }
    }

    /// The definitions of zones, the zone database, and the way in which all that is read.
    private static func context(of cut: CalendarCut, in text: [UInt8], _ registry: TimeZoneRegistry) -> Digest {
        var hash = SecureHash()
        hash.update(Array("calgate 1 \(registry.version)\n".utf8))
        for zone in cut.timeZones { hash.update(text[zone]) }
        return Digest(octets: hash.octets())
    }

    /// The text read; nil when it has to be read as a whole.
    func text() async -> PublishedText? {
        let batches = self.batches
        let results = await withTaskGroup(of: (Int, Batch?).self) { tasks in
            for (number, batch) in batches.enumerated() {
                tasks.addTask { (number, read(groups[batch], isFirst: number == 0)) }
            }
            var results: [Batch?] = Array(repeating: nil, count: batches.count)
            for await (number, result) in tasks {
                results[number] = result
                if result == nil { tasks.cancelAll() }
            }
            return results
        }
        var text = PublishedText(objects: [], findings: [], lines: [])
        text.objects.reserveCapacity(groups.count)
        for result in results {
            guard let result else { return nil }
            text.objects += result.objects
            text.findings += result.notes
            text.lines += result.lines
        }
        // Which of too many findings are listed is for the whole text to say.
        guard text.findings.count < ParserLimits().findings else { return nil }
        text.findings = text.findings.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
        return text
    }

    /// Runs of groups with about as many octets each. Each repeats what is in no part: so few that this costs no more than the text.
    private var batches: [Range<Int>] {
        let size = max(Self.batchSize, cut.frameSize * 4)
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

    /// Reads some groups; what the calendar says beside them is the first's to tell. Nil: not to be read by parts.
    private func read(_ groups: ArraySlice<Group>, isFirst: Bool) -> Batch? {
        guard !Task.isCancelled else { return nil }
        var batch = Batch()
        batch.objects.reserveCapacity(groups.count)
        // Places in `objects` of those to be read.
        var unknown: [(group: Group, source: Digest)] = []
        var places: [Int] = []
        for group in groups {
            let source = source(of: group)
            let line = group.parts.first.map { cut.parts[$0].lines.lowerBound } ?? 0
            if known[group.uid]?.source != source {
                unknown.append((group, source))
                places.append(batch.objects.count)
            }
            batch.objects.append(PublishedObject(known: group.uid, kind: group.kind, line: line, source: source))
        }
        guard isFirst || !unknown.isEmpty else { return batch }
        let parts = unknown.flatMap(\.group.parts).sorted()
        let excerpt = cut.excerpt(of: publish.text, with: parts.lazy.map { cut.parts[$0] })
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
        let prepared = ObjectBuilder.prepare(judgement.contents.objects[...], known: known, registry: registry, budget: budget, now: now)
        for (index, var object) in prepared.enumerated() {
            let (group, source) = unknown[index]
            object.line = batch.objects[places[index]].line
            // What is noted has to be noted again, and what is joined with the stored object is not all of it.
            if object.hasMaster, !group.parts.contains(where: odd.contains) { object.source = source }
            batch.objects[places[index]] = object
        }
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
        hash.update(context.octets)
        for part in group.parts { hash.update(publish.text[cut.parts[part].octets]) }
        return Digest(octets: hash.octets())
    }
}

extension PublishedObject {
    /// Whether it is a whole object, not overrides alone.
    fileprivate var hasMaster: Bool {
        switch state {
        case .known: true
        case .compared(let compared): compared.object.master != nil
        case .prepared(let prepared): prepared.object.master != nil
        }
    }
}
