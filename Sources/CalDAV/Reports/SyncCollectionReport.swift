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
        guard !token.isEmpty else {
            return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await firstAnswer(wanted, limit: limit, on: info) }
        }
        let report = try await service.changes(in: .id(info.calendar.id), since: SyncTokenURI.token(token), limit: limit, for: caller)
        // A few names and ETags are written at once.
        if report.changes.count <= Self.fewChanges, report.linked.isEmpty, wanted.plan.asksOnly(for: [.getetag]) {
            return try await answer(report, wanted, on: info)
        }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await answer(report, wanted, on: info) }
    }

    private static var fewChanges: Int { 50 }

    /// The answer to a request without a token.
    private func firstAnswer(_ wanted: ReportProperties, limit: Int?, on info: CalendarInfo) async throws -> Response {
        if limit == nil, let listing = try await firstListing(of: ObjectCalendar(info, self), wanted) { return listing }
        let report = try await service.changes(in: .id(info.calendar.id), since: nil, limit: limit, for: caller)
        return try await answer(report, wanted, on: info)
    }

    private func answer(_ report: SyncReport, _ wanted: ReportProperties, on info: CalendarInfo) async throws -> Response {
        let calendar = ObjectCalendar(info, self)
        let names = report.changes.filter { $0.etag != nil }.map(\.resourceName)
        let onlyETags = wanted.plan.asksOnly(for: [.getetag])
        // What went while this is written is reported again after the token.
        let source: any MultiStatusSource =
            onlyETags
            ? ChangeSource(report.changes, in: calendar, isAsked: !wanted.plan.items.isEmpty)
            : ObjectSource(.resourceNames(names), in: calendar, wanted, self)
        let linkedNames = Set(report.linked.map(\.resourceName))
        var linked: [ObjectView] = []
        if !linkedNames.isEmpty {
            linked = try await service.linkedObjects(in: info, for: caller).filter { linkedNames.contains($0.record.resourceName) }
        }
        return try await multiStatus(
            SourceSequence([source, LinkedSource(linked, in: calendar, wanted)]) { answer in
                if !onlyETags {
                    for change in report.changes where change.etag == nil {
                        answer.append(calendar.href(of: change.resourceName), status: .notFound)
                    }
                }
                if report.isCut {
                    answer.append(calendar.href, status: .insufficientStorage, condition: .dav("number-of-matches-within-limits"))
                }
                answer.append(syncToken: SyncTokenURI.text(report.token))
            })
    }

    /// A first answer with all names and ETags: what a PROPFIND writes, with the token of that state; nil where it has to hold anything else.
    private func firstListing(of calendar: ObjectCalendar, _ wanted: ReportProperties) async throws -> Response? {
        guard wanted.plan.asksForETagAlone, try await service.linkedObjects(in: calendar.info, for: caller).isEmpty,
            let listing = try await listing(of: calendar)
        else { return nil }
        return try await multiStatus(
            SourceSequence([ListingSource(listing.octets)]) { $0.append(syncToken: SyncTokenURI.text(listing.syncToken)) })
    }
}
