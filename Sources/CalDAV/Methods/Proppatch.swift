import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// PROPPATCH (RFC 4918 section 9.2): all changes or none.
    func proppatch(_ resource: Resource) async throws -> Response {
        guard let body = try await request.xmlBody(), body.name == .propertyUpdate else {
            throw HTTPProblem(.badRequest, "The body is no DAV:propertyupdate.")
        }
        let update = PropertyUpdate(body)
        guard !update.changes.isEmpty else { throw HTTPProblem(.badRequest, "The DAV:propertyupdate changes nothing.") }
        switch resource {
        case .calendar(let info):
            let refusal = try await apply(update, to: info)
            return answer(to: update, refusal, href: hrefs.calendar(info))
        case .object(let info, let name):
            _ = try await record(named: name, in: info)
            // Objects have no properties of their own: everything about them is in their text.
            return refuseAll(update, href: hrefs.href(of: resource))
        case .vacant, .unreachable: throw Exchange.nothingHere
        // Apple's programs try to keep default alarms on the home; told property by property they go on without.
        case .context, .principals, .principal, .home, .folder: return refuseAll(update, href: hrefs.href(of: resource))
        }
    }

    private func refuseAll(_ update: PropertyUpdate, href: String) -> Response {
        var answer = MultiStatus()
        answer.appendResponse(href) { $0.propstat(of: update.names, status: .forbidden, condition: .protectedProperty) }
        return answer.response()
    }

    private func apply(_ update: PropertyUpdate, to info: CalendarInfo) async throws -> PropertyUpdate.Refusal? {
        let registry = service.zones
        do {
            _ = try await service.updateCalendar(.id(info.calendar.id), for: caller) { calendar, _ in
                var settings = PropertyUpdate.Settings(
                    displayName: calendar.displayName, kinds: calendar.kinds, properties: calendar.properties, name: calendar.name)
                try update.apply(to: &settings, registry: registry, isNew: false)
                calendar.displayName = settings.displayName ?? calendar.name
                calendar.properties = settings.properties
            }
            return nil
        } catch let refusal as PropertyUpdate.Refusal {
            return refusal
        }
    }

    private func answer(to update: PropertyUpdate, _ refusal: PropertyUpdate.Refusal?, href: String) -> Response {
        if refusal == nil, preferences.isMinimal { return .empty(.ok, headers: [.preferenceApplied: "return=minimal"]) }
        var answer = MultiStatus()
        answer.append(href, update, refusal)
        return answer.response()
    }
}

extension MultiStatus {
    /// How each property of an update fared.
    fileprivate mutating func append(_ href: String, _ update: PropertyUpdate, _ refusal: PropertyUpdate.Refusal?) {
        appendResponse(href) { $0.outcome(of: update, refusal) }
    }
}

extension XMLWriter {
    /// The propstats of an update: all 200, or the refused one and 424 for the others.
    mutating func outcome(of update: PropertyUpdate, _ refusal: PropertyUpdate.Refusal?) {
        guard let refusal else { return propstat(of: update.names, status: .ok) }
        let status: HTTPResponse.Status =
            switch refusal.status {
            case 409: .conflict
            case 507: .insufficientStorage
            default: .forbidden
            }
        propstat(of: [refusal.name], status: status, condition: refusal.condition)
        propstat(of: update.names.filter { $0 != refusal.name }, status: .failedDependency)
    }
}

extension HTTPResponse.Status {
    /// 424 (RFC 4918 section 11.4)
    static let failedDependency = HTTPResponse.Status(code: 424, reasonPhrase: "Failed Dependency")
}
