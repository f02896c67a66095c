import CalendarService
import CalendarStore
import GatewayHTTP

/// What WCAP's `addlink` shows in a calendar: objects that can be read and, as links, removed, but not changed here.
extension Exchange {
    /// The text of an object of the calendar, or of one that a link shows.
    func text(named name: String, in info: CalendarInfo) async throws -> (octets: [UInt8], record: ObjectRecord) {
        do {
            return try await service.objectText(named: name, in: .id(info.calendar.id), for: caller)
        } catch let error as CalendarError where error.code == .objectNotFound {
            guard let linked = try await service.linkedObject(named: name, in: info, for: caller) else { throw error }
            return (linked.octets, linked.record)
        }
    }

    /// The row of an object of the calendar, or of one that a link shows.
    func record(named name: String, in info: CalendarInfo) async throws -> ObjectRecord {
        do {
            return try await service.objectRecord(named: name, in: .id(info.calendar.id), for: caller)
        } catch let error as CalendarError where error.code == .objectNotFound {
            guard let linked = try await service.linkedObject(named: name, in: info, for: caller) else { throw error }
            return linked.record
        }
    }

    /// - Throws: 403 for a name under which a link shows something.
    func requireOwn(_ name: String, in info: CalendarInfo) async throws {
        guard try await service.linkedObject(named: name, in: info, for: caller) == nil else {
            throw DAVProblem.needPrivilege(
                .writeContent, on: hrefs.object(name, in: info), "This is a link to an object of another calendar; change it there.")
        }
    }

    /// A source with what links show behind the calendar's own objects.
    func source(
        _ own: some MultiStatusSource, thenLinked linked: [ObjectView], in calendar: ObjectCalendar, _ wanted: ReportProperties
    ) -> any MultiStatusSource {
        linked.isEmpty ? own : SourceSequence([own, LinkedSource(linked, in: calendar, wanted)]) { _ in }
    }

    /// Removes the link under a name, not what it shows.
    func removeLink(named name: String, in info: CalendarInfo, after error: CalendarError) async throws {
        guard let linked = try await service.linkedObject(named: name, in: info, for: caller) else { throw error }
        let conditions = try await conditions(on: .object(info, name: name))
        try conditions.require(Validators(linked.record, askedAt: request.received))
        _ = try await service.removeLinks(uid: linked.record.uid, recurrenceID: nil, in: .id(info.calendar.id), for: caller)
    }
}
