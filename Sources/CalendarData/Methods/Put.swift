import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird

extension CalendarDataFrontEnd {
    /// PUT: adds every item, or replaces all of them; nothing is stored unless everything is good (seed).
    func put(_ target: CalendarDataTarget, _ request: GatewayRequest, _ caller: Caller) async throws -> Response {
        let conditions = try request.preconditions()
        try Self.requireCalendarType(request)
        // Rights before the body: a client that may not write learns it before it sends megabytes.
        try await requireWritable(target, caller)
        let body = try await request.body(upTo: service.settings.publishLimit)
        var publish = Publish(
            calendar: target.reference, text: try body.octets(), charset: request.contentType?.charset,
            mode: target.replaces ? .replace : .add,
            rules: .calendarData
        )
        publish.isDryRun = target.query.isDryRun
        publish.isPartial = target.query.isPartial
        publish.createsCalendar = true
        publish.condition = Self.condition(conditions, request)
        let report = try await service.publish(publish, for: caller)
        // Nothing has the state a dry run ends in.
        if publish.isDryRun { return PublishReportText.response(report, etag: nil, for: request) }
        let headers = HTTPFields(etag: report.etag, lastModified: report.lastModified.instant)
        if report.createdCalendar { return .empty(.created, headers: headers) }
        if publish.isPartial || PublishReportText.isWanted(by: request) {
            return PublishReportText.response(report, etag: report.etag, for: request, headers: headers)
        }
        return .empty(.noContent, headers: headers)
    }

    /// Conditions as a closure that the writing transaction evaluates.
    static func condition(_ conditions: Preconditions, _ request: GatewayRequest) -> (@Sendable (ContentState) throws -> Void)? {
        guard !conditions.isEmpty else { return nil }
        let path = String(request.target.rawPath)
        let received = request.received
        return { state in
            guard conditions.evaluate(Validators(state, askedAt: received), requestPath: path) == .proceed else {
                throw CalendarError(.preconditionFailed, "The calendar is not in the state the request asks for; nothing was changed.")
            }
        }
    }

    private func requireWritable(_ target: CalendarDataTarget, _ caller: Caller) async throws {
        do {
            let info = try await service.calendar(target.reference, for: caller)
            guard !info.access.isUnknown else { throw CalendarError(.calendarNotFound, "There is no such calendar.") }
            guard info.access.mayWrite else {
                throw CalendarError(.forbidden, "Publishing here needs the right to insert.", right: .write)
            }
            if target.replaces, !info.access.mayDelete {
                throw CalendarError(.forbidden, "Replacing needs the rights to insert and to delete.", right: .delete)
            }
        } catch let error as CalendarError where error.code == .calendarNotFound && target.owner == nil {
            // One's own: the publish makes it.
        }
    }

    /// Refuses what is plainly something else; no type, plain text, octet streams and the types of forms are taken for iCalendar.
    private static func requireCalendarType(_ request: GatewayRequest) throws {
        guard let type = request.contentType?.type else { return }
        let foreign = ["image/", "audio/", "video/", "font/", "multipart/", "message/"]
        let others: Set<String> = [
            "text/html", "application/xhtml+xml", "text/xml", "application/xml", "application/json", "text/vcard", "text/x-vcard",
            "text/directory", "application/zip", "application/pdf", "application/gzip", "text/css", "text/javascript", "text/csv",
        ]
        if others.contains(type) || foreign.contains(where: { type.hasPrefix($0) }) || type.hasSuffix("+json") || type.hasSuffix("+xml") {
            throw HTTPProblem(
                .unsupportedMediaType, "Send iCalendar (text/calendar); this is \(type).", headers: [.accept: "text/calendar"])
        }
    }
}
