import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes

/// The conditions of a request, with the state of other resources that its `If` header names (RFC 4918 section 10.4).
///
/// What concerns the request's own resource is evaluated by whoever knows its state, a write in its transaction; other resources are looked
/// at before.
struct RequestConditions: Sendable {
    private let conditions: Preconditions
    /// Paths in the `If` header that are names of the request's resource.
    private var ownPaths: Set<String> = []
    private var others: [String: Validators] = [:]

    fileprivate init(_ conditions: Preconditions) { self.conditions = conditions }

    var isEmpty: Bool { conditions.isEmpty }

    func evaluate(_ current: Validators) -> Preconditions.Outcome {
        conditions.evaluate(current) { ownPaths.contains($0) ? current : others[$0] }
    }

    /// - Throws: `preconditionFailed` unless a write may go on.
    func require(_ current: Validators) throws {
        guard evaluate(current) == .proceed else {
            throw CalendarError(.preconditionFailed, "The resource is not in the state the request asks for; nothing was changed.")
        }
    }

    fileprivate mutating func addOwn(_ path: String) { ownPaths.insert(path) }
    fileprivate mutating func add(_ path: String, _ state: Validators) { others[path] = state }
}

extension Exchange {
    private static let taggedLimit = 64

    /// The request's conditions, as they concern a resource and others.
    func conditions(on resource: Resource) async throws -> RequestConditions {
        let headers = try request.preconditions()
        var conditions = RequestConditions(headers)
        guard let paths = headers.ifHeader?.taggedPaths, !paths.isEmpty else { return conditions }
        guard paths.count <= Self.taggedLimit else { throw HTTPProblem(.badRequest, "The If header names too many resources.") }
        let own = hrefs.href(of: resource)
        let reader = HrefReader(origin: request.origin)
        for path in paths {
            guard let segments = reader.segments(of: path) else { continue }
            if segments == request.segments {
                conditions.addOwn(path)
                continue
            }
            // Of what cannot be found or seen nothing is known: its lists do not hold.
            guard let other = try? await tree.resource(at: segments) else { continue }
            if hrefs.href(of: other) == own {
                conditions.addOwn(path)
            } else if let state = try? await validators(of: other) {
                conditions.add(path, state)
            }
        }
        return conditions
    }

    /// The request's conditions as a closure that the writing transaction evaluates; nil without any.
    func condition(on resource: Resource) async throws -> (@Sendable (ObjectRecord?) throws -> Void)? {
        let conditions = try await conditions(on: resource)
        guard !conditions.isEmpty else { return nil }
        return { [received = request.received] record in try conditions.require(Validators(record, askedAt: received)) }
    }

    /// Evaluates the conditions of a request that changes something other than one object.
    func requireConditions(on resource: Resource) async throws {
        let conditions = try await conditions(on: resource)
        if !conditions.isEmpty { try conditions.require(try await validators(of: resource)) }
    }

    /// What a resource is right now.
    private func validators(of resource: Resource) async throws -> Validators {
        switch resource {
        case .calendar(let info):
            let (state, _) = try await service.contentState(of: .id(info.calendar.id), endpoint: .calendarData, for: caller)
            return Validators(state, askedAt: request.received)
        case .object(let info, let name):
            do {
                let record = try await record(named: name, in: info)
                return Validators(record, askedAt: request.received)
            } catch let error as CalendarError where error.code == .objectNotFound {
                return .missing
            }
        case .vacant, .unreachable: return .missing
        default: return Validators(entityTag: nil, lastModified: nil)
        }
    }
}
