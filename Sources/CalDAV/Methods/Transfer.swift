import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// COPY and MOVE (RFC 4918 sections 9.8 and 9.9) of an object or a calendar. MOVE of a calendar gives it another name.
    func transfer(_ resource: Resource, moving: Bool) async throws -> Response {
        switch resource {
        case .object(let info, let name): return try await transferObject(resource, named: name, in: info, moving: moving)
        case .calendar(let info):
            try await requireConditions(on: resource)
            return moving ? try await rename(info) : try await copy(info)
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

    private func transferObject(_ resource: Resource, named name: String, in info: CalendarInfo, moving: Bool) async throws -> Response {
        let overwriting = try overwrites()
        let target: CalendarInfo
        let targetName: String
        switch try await destination() {
        case .object(let info, let name) where !info.access.isUnknown: (target, targetName) = (info, name)
        case .vacant, .unreachable, .object: throw HTTPProblem(.conflict, "There is no calendar at the destination.")
        default: throw HTTPProblem(.forbidden, "An object can only become another object in a calendar.")
        }
        try await requireOwn(name, in: info)
        try await requireOwn(targetName, in: target)
        let outcome: PutOutcome
        do {
            outcome = try await service.transferObject(
                named: name, in: .id(info.calendar.id), to: targetName, in: .id(target.calendar.id), moving: moving,
                overwriting: overwriting, for: caller, condition: try await condition(on: resource)
            )
        } catch let error as CalendarError where error.code == .uidConflict {
            throw uidConflict(error, in: target)
        }
        return try await answer(to: outcome, in: target)
    }

    private func rename(_ info: CalendarInfo) async throws -> Response {
        guard try Depth(request, default: .infinity) == .infinity else { throw HTTPProblem(.badRequest, "A calendar moves whole.") }
        let (owner, name) = try await vacantDestination(of: info)
        guard owner.id == info.owner.id else { throw HTTPProblem(.forbidden, "A calendar cannot move to another account.") }
        let renamed = try await service.updateCalendar(.id(info.calendar.id), for: caller) { calendar, _ in calendar.name = name }
        return .empty(.created, headers: [.location: hrefs.calendar(renamed)])
    }

    /// COPY of a calendar: with Depth 0 its properties, else its objects too. Who may see them only stripped does not get them: 207 names them.
    private func copy(_ info: CalendarInfo) async throws -> Response {
        let depth = try Depth(request, default: .infinity)
        guard depth != .one else { throw HTTPProblem(.badRequest, "The Depth of a COPY is 0 or infinity.") }
        let (owner, name) = try await vacantDestination(of: info)
        let outcome = try await service.copyCalendar(
            .id(info.calendar.id), to: name, ofOwner: hrefs.name(of: owner), withObjects: depth == .infinity, for: caller)
        let location = hrefs.calendar(outcome.calendar)
        guard !outcome.leftOut.isEmpty else { return .empty(.created, headers: [.location: location]) }
        var answer = MultiStatus()
        for name in outcome.leftOut { answer.append(hrefs.object(name, in: info), status: .forbidden) }
        return answer.response(headers: [.location: location])
    }

    /// Where a calendar can come to stand: a free name.
    private func vacantDestination(of info: CalendarInfo) async throws -> (owner: Account, name: String) {
        let overwriting = try overwrites()
        switch try await destination() {
        case .vacant(let owner, let name): return (owner, name)
        case .calendar(let other) where other.calendar.id == info.calendar.id:
            throw HTTPProblem(.forbidden, "Source and destination are the same.")
        case .calendar where !overwriting: throw HTTPProblem(.preconditionFailed, "There is a calendar at the destination.")
        case .calendar:
            throw HTTPProblem(.forbidden, "There is a calendar at the destination; a calendar is never overwritten. Delete it first.")
        default:
            throw DAVProblem.make(.forbidden, .caldav("calendar-collection-location-ok"), "A calendar cannot be there.")
        }
    }
}
