import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import ICalendar
import XMLDocument

extension Exchange {
    /// `sync-collection` (RFC 6578 section 3.2). A calendar has no collections in it, so both levels are the same.
    func syncCollection(_ body: XMLElement, on info: CalendarInfo) async throws -> Response {
        try requireRead(info)
        if try Depth(request, default: .zero) == .infinity {
            throw HTTPProblem(.badRequest, "The Depth of a sync-collection is 0.")
        }
        let level = body.first(.syncLevel)?.trimmedText
        guard level == nil || level == "1" || level == "infinite" else {
            throw HTTPProblem(.badRequest, "The sync-level has to be 1 or infinite.")
        }
        var limit: Int?
        if let text = body.first(.limit, .nresults)?.trimmedText {
            guard let number = Int(text), number > 0 else { throw HTTPProblem(.badRequest, "The limit has to be a positive number.") }
            limit = number
        }
        let wanted = try ReportProperties(body, isMinimal: preferences.isMinimal)
        let token = body.first(.syncToken)?.trimmedText ?? ""
        let reference = CalendarReference.id(info.calendar.id)
        let report = try await service.changes(
            in: reference, since: token.isEmpty ? nil : SyncTokenURI.token(token), limit: limit, for: caller)
        let calendar = ObjectCalendar(info, self)
        let output = try await append(report.changes, in: calendar, wanted)
        var answer = output.answer
        if report.isCut {
            answer.append(calendar.href, status: .insufficientStorage, condition: .dav("number-of-matches-within-limits"))
        }
        answer.append(syncToken: SyncTokenURI.text(report.token))
        return answer.response()
    }

    private func append(_ changes: [ResourceChange], in calendar: ObjectCalendar, _ wanted: ReportProperties) async throws -> QueryOutput {
        var output = QueryOutput(service.settings)
        if wanted.plan.asksOnly(for: [.getetag]) {
            for change in changes { output.append(change, in: calendar, wanted.plan) }
            return output
        }
        let names = changes.filter { $0.etag != nil }.map(\.resourceName)
        let initial = (output: output, found: Set<String>())
        let (gathered, found) = try await service.collect(
            .resourceNames(names), in: .id(calendar.info.calendar.id), for: caller, into: initial
        ) { state, view, _ in
            guard view.linkedFrom == nil else { return true }
            state.found.insert(view.record.resourceName)
            try state.output.append(view, calendar, wanted)
            return true
        }
        output = gathered
        // What is gone, and what went while this was written: both are reported again after the token, if need be.
        for change in changes where !found.contains(change.resourceName) {
            output.answer.append(calendar.href(of: change.resourceName), status: .notFound)
        }
        return output
    }
}

extension QueryOutput {
    /// A change of which only the ETag is wanted: no row is read for it.
    fileprivate mutating func append(_ change: ResourceChange, in calendar: ObjectCalendar, _ plan: PropertyPlan<ObjectSubject>) {
        let href = calendar.href(of: change.resourceName)
        guard let etag = change.etag else { return answer.append(href, status: .notFound) }
        answer.append(href, etag: etag, isAsked: !plan.items.isEmpty)
    }
}
