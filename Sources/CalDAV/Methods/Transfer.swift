import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// COPY and MOVE (RFC 4918 sections 9.8 and 9.9) of an object; MOVE of a calendar gives it another name.
    func transfer(_ resource: Resource, moving: Bool) async throws -> Response {
        switch resource {
        case .object(let info, let name): return try await transferObject(named: name, in: info, moving: moving)
        case .calendar(let info) where moving: return try await rename(info)
        case .vacant, .unreachable: throw Exchange.nothingHere
        default: throw HTTPProblem.methodNotAllowed(allow: resource.methods)
        }
    }

    private func destination() async throws -> Resource {
        let segments = try HrefReader(origin: request.origin).destination(of: request)
        return try await tree.resource(at: segments)
    }

    /// The `Overwrite` header; true when it is missing.
    private func overwrites() throws -> Bool {
        switch request.headers[.overwrite]?.uppercased() {
        case nil, "T": return true
        case "F": return false
        default: throw HTTPProblem(.badRequest, "Overwrite has to be T or F.")
        }
    }

    private func transferObject(named name: String, in info: CalendarInfo, moving: Bool) async throws -> Response {
        let overwriting = try overwrites()
        let target: CalendarInfo
        let targetName: String
        switch try await destination() {
        case .object(let info, let name) where !info.access.isUnknown: (target, targetName) = (info, name)
        case .vacant, .unreachable, .object: throw HTTPProblem(.conflict, "There is no calendar at the destination.")
        default: throw HTTPProblem(.forbidden, "An object can only become another object in a calendar.")
        }
        let outcome: PutOutcome
        do {
            outcome = try await service.transferObject(
                named: name, in: .id(info.calendar.id), to: targetName, in: .id(target.calendar.id), moving: moving,
                overwriting: overwriting, for: caller, condition: try condition()
            )
        } catch let error as CalendarError where error.code == .uidConflict {
            throw uidConflict(error, in: target)
        }
        let location = hrefs.object(outcome.record.resourceName, in: target)
        return .empty(
            outcome.isNew ? .created : .noContent, headers: [.location: location, .eTag: EntityTag(outcome.record.etag).headerValue])
    }

    private func rename(_ info: CalendarInfo) async throws -> Response {
        _ = try overwrites()
        let name: String
        switch try await destination() {
        case .vacant(let owner, let vacant):
            guard owner.id == info.owner.id else { throw HTTPProblem(.forbidden, "A calendar cannot move to another account.") }
            name = vacant
        case .calendar(let other) where other.calendar.id == info.calendar.id:
            throw HTTPProblem(.forbidden, "Source and destination are the same.")
        case .calendar: throw HTTPProblem(.preconditionFailed, "There is a calendar at the destination; calendars are never overwritten.")
        default:
            throw DAVProblem.make(.forbidden, .caldav("calendar-collection-location-ok"), "A calendar cannot be there.")
        }
        let renamed = try await service.updateCalendar(.id(info.calendar.id), for: caller) { calendar, _ in calendar.name = name }
        return .empty(.created, headers: [.location: hrefs.calendar(renamed)])
    }
}
