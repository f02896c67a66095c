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
    init(text: [UInt8], charset: String?, limit: Int) throws {
        guard text.count <= limit else {
            throw CalendarError(.tooLarge, "An object may have \(limit) octets at most.", limit: limit)
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
        self.object = object
        isVerbatim = !parsed.wasRepaired && !judgement.needsRepair && text.suffix(2) == [0x0D, 0x0A]
        self.text = isVerbatim ? text : Serializer().text(of: calendar)
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
