import CalendarStore
import ICalendar

/// A published text, read, judged, repaired and ready to be compared with what is stored: all that needs no transaction.
struct PublishedText: Sendable {
    var objects: [PublishedObject] = []
    /// What was noted, and what was refused when partial.
    var findings: [Finding] = []
    /// UIDs of elements that were refused or lie outside the wanted range: what is stored under them stays.
    var passedOverUIDs: Set<String> = []
    /// Calendar-level properties worth keeping.
    var lines: [String] = []

    /// The way of record: what reading by parts says must be what this says.
    ///
    /// - Parameter known: rows of what is stored, by UID; nil: not known.
    /// - Throws: `tooLarge`, `notICalendar`, `invalidData` with every bad element.
    init(_ publish: Publish, known: [String: ObjectRecord]?, for service: CalendarService) async throws {
        var parser = Parser.incoming
        parser.limits.size = service.settings.publishLimit
        let judgement = StorageAcceptance.judge(try parser.parse(publish.text, declaredAs: publish.charset), for: publish.rules.entry)
        try PublishedText.check(judgement, publish)
        findings = judgement.isAccepted ? judgement.notes : (judgement.refusals + judgement.notes).sorted { $0.line < $1.line }
        lines = CalendarLines.kept(judgement.contents.properties)

        var accepted = judgement.contents.objects
        if !judgement.isAccepted { refuse(judgement, among: &accepted) }
        if TZIDSubstitution.mayOccur(in: publish.text) { accepted = accepted.map(PublishedText.restoringTZIDs) }
        UIDSupply.supply(&accepted)
        // Where an object lies in time is known of prepared ones only.
        objects = await ObjectBuilder.prepare(
            accepted, known: publish.range == nil ? known : nil, registry: service.zones, zoneTexts: service.state.zoneTexts,
            budget: SpanBudget(), now: service.clock.now())
        if let range = publish.range {
            let isWanted = { (object: PublishedObject) in
                guard case .prepared(let prepared) = object.state else { return true }
                return prepared.content.span.overlaps(range)
            }
            passedOverUIDs.formUnion(objects.lazy.filter { !isWanted($0) }.map(\.uid))
            objects = objects.filter(isWanted)
        }
    }

    private static func check(_ judgement: StorageJudgement, _ publish: Publish) throws {
        guard !judgement.isAccepted else { return }
        if judgement.refusals.contains(where: \.deviation.isNoCalendar) {
            throw CalendarError(.notICalendar, "This is no iCalendar text; nothing was changed.", findings: judgement.refusals)
        }
        // A text whose end is missing must never remove what it does not mention.
        let isBroken = judgement.refusals.contains { $0.severity == .error && $0.deviation != .uidOfTwoKinds }
        guard publish.isPartial, !(isBroken && publish.mode == .replace) else {
            let first = judgement.refusals.first.map { " Line \($0.line): \($0.reason)" } ?? ""
            throw CalendarError(.invalidData, "The calendar cannot be stored; nothing was changed.\(first)", findings: judgement.refusals)
        }
    }

    /// Takes the objects out that a refused finding is about, by the lines on which components begin.
    private mutating func refuse(_ judgement: StorageJudgement, among objects: inout [CalendarObject]) {
        var places: [(line: Int, object: Int?)] = []
        for (index, object) in objects.enumerated() { places += object.components.map { ($0.lineNumber, index) } }
        places += (judgement.contents.timeZones + judgement.contents.others).map { ($0.lineNumber, nil) }
        places.sort { $0.line < $1.line }
        var refused: Set<Int> = []
        for finding in judgement.refusals {
            if let uid = finding.uid { passedOverUIDs.insert(uid) }
            if let object = places.last(where: { $0.line <= finding.line })?.object { refused.insert(object) }
        }
        for index in refused { passedOverUIDs.insert(objects[index].uid) }
        let uids = passedOverUIDs
        objects = objects.enumerated().filter { !refused.contains($0.offset) && !uids.contains($0.element.uid) }.map(\.element)
    }

    /// Names that only a merged rendering uses turn back into the objects' own (architecture 4.7).
    private static func restoringTZIDs(of object: CalendarObject) -> CalendarObject {
        var object = object
        object.components = object.components.map { TZIDSubstitution.apply(to: $0, TZIDSubstitution.original) }
        object.timeZones = object.timeZones.map { TZIDSubstitution.apply(to: $0, TZIDSubstitution.original) }
        return object
    }
}

extension AcceptanceRules {
    var entry: StorageEntry {
        switch self {
        case .calendarData: .calendarData
        case .wcapImport: .wcapImport
        }
    }
}

extension ObjectSpan {
    /// Whether the hull overlaps a half-open range; something without a place in time does not.
    func overlaps(_ range: Range<Instant>) -> Bool {
        guard let first, let last else { return false }
        return first < range.upperBound && last > range.lowerBound
    }
}
