import CalendarStore
import ICalendar

/// A text that is to be one object, as a CalDAV PUT brings it (RFC 4791 section 4.1, `spec/caldav.md`).
struct IncomingObject: Sendable {
    let object: CalendarObject
    /// Stored octet for octet.
    let isVerbatim: Bool
    /// What is stored.
    private let text: [UInt8]

    /// - Throws: `tooLarge`, `notICalendar`, `invalidData` and `invalidObject` with every refused element.
    init(text: [UInt8], charset: String?, limit: Int, known: KnownDefinitions) throws {
        guard text.count <= limit else {
            throw CalendarError(.tooLarge, "An object may have \(limit) octets at most.", limit: limit)
        }
        let definition = charset.map { $0.lowercased() == "utf-8" } ?? true ? KnownDefinitions.place(in: text) : nil
        if let definition, let zone = known.definition(Array(text[definition])),
            let object = IncomingObject(text, definition: zone, at: definition)
        {
            self = object
            return
        }
        let parsed = try Parser.incoming.parse(text, declaredAs: charset)
        let names = parsed.calendars.flatMap(\.components).map(\.name).filter { $0 != .vtimezone }
        if let other = names.first(where: { ComponentKinds($0) == .others }), Set(names).count == 1 {
            throw CalendarError(.unsupportedComponent, "No calendar here takes \(other).")
        }
        let judgement = StorageAcceptance.judge(parsed, for: .calDAVPut)
        guard judgement.isAccepted else { throw IncomingObject.error(judgement.refusals) }
        guard let object = judgement.contents.objects.first, judgement.contents.objects.count == 1, let calendar = parsed.calendars.first,
            !object.uid.isEmpty
        else {
            throw CalendarError(.invalidObject, "The text has to hold exactly one event, to-do or journal entry with its exceptions.")
        }
        isVerbatim = !parsed.wasRepaired && !judgement.needsRepair && text.suffix(2) == [0x0D, 0x0A]
        self.text = isVerbatim ? text : Serializer().text(of: calendar)
        guard isVerbatim, judgement.notes.isEmpty, let definition, let zone = calendar.components.first,
            let kept = known.keep(Array(text[definition]), standingFor: zone)
        else {
            self.object = object
            return
        }
        // One value for all texts: equal at a glance.
        var shared = object
        shared.timeZones = object.timeZones.map { $0 == kept ? kept : $0 }
        self.object = shared
    }

    /// A text with a known definition, of which the rest alone is read; nil when there is anything to say about it: then all of it is read.
    private init?(_ text: [UInt8], definition: Component, at place: Range<Int>) {
        var rest: [UInt8] = []
        rest.reserveCapacity(text.count - place.count)
        rest += text[..<place.lowerBound]
        rest += text[place.upperBound...]
        let parsed = Parser.incoming.parse(rest)
        guard parsed.findings.isEmpty, !parsed.wasRepaired, parsed.calendars.count == 1, rest.suffix(2) == [0x0D, 0x0A],
            !parsed.calendars[0].components.contains(where: { $0.name != .vtimezone && ComponentKinds($0.name) == .others })
        else { return nil }
        let judgement = StorageAcceptance.judge(parsed, for: .calDAVPut, knownZones: [definition])
        guard judgement.refusals.isEmpty, judgement.notes.isEmpty, !judgement.needsRepair, judgement.contents.objects.count == 1,
            let object = judgement.contents.objects.first, !object.uid.isEmpty
        else { return nil }
        self.object = object
        isVerbatim = true
        self.text = text
    }

    /// The object as it is stored.
    func prepared(registry: TimeZoneRegistry, kept: ZoneTextCache) async -> PreparedObject {
        // A rule, the object's own or a new time zone's, may take long to follow to its end: that is not for a connection's thread.
        guard object.isRecurring || !object.timeZones.allSatisfy(kept.holds) else { return prepare(registry, kept) }
        return await withTaskExecutorPreference(globalConcurrentExecutor) { prepare(registry, kept) }
    }

    private func prepare(_ registry: TimeZoneRegistry, _ kept: ZoneTextCache) -> PreparedObject {
        var builder = ObjectBuilder(registry: registry, kept: kept)
        return builder.prepare(object, verbatim: text)
    }

    private static func error(_ refusals: [Finding]) -> CalendarError {
        if refusals.contains(where: \.deviation.isNoCalendar) {
            return CalendarError(.notICalendar, "This is no iCalendar text.", findings: refusals)
        }
        let breaksObjectRules = refusals.allSatisfy { StorageAcceptance.breaksObjectRules($0.deviation) }
        let reason = refusals.first.map { " Line \($0.line): \($0.reason)" } ?? ""
        return CalendarError(
            breaksObjectRules ? .invalidObject : .invalidData, "The text cannot be stored as one object.\(reason)", findings: refusals
        )
    }
}
