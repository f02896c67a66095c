import CalendarService
import CalendarStore
import Foundation
import GatewayHTTP
import HTTPTypes
import Hummingbird

/// What a publish did, for clients that ask (`Prefer: return=representation`, `Accept: application/json`).
enum PublishReportText {
    /// Whether a client wants to know what became of its file.
    static func isWanted(by request: GatewayRequest) -> Bool {
        let prefer = request.headers[values: .prefer].joined(separator: ",").lowercased()
        return prefer.contains("return=representation") || FindingsText.acceptsJSON(request)
    }

    static func response(
        _ report: PublishReport, etag: String?, for request: GatewayRequest, headers: HTTPFields = [:]
    ) -> Response {
        if FindingsText.acceptsJSON(request) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let summary = Summary(
                calendar: report.calendar.calendar.name, createdCalendar: report.createdCalendar, added: report.added,
                changed: report.changed,
                unchanged: report.unchanged, removed: report.removed, protected: report.protected, etag: etag,
                findings: report.findings.map(FindingsText.Entry.init)
            )
            if let data = try? encoder.encode(summary) { return .octets(Array(data), contentType: MediaType.json, headers: headers) }
        }
        var text = "\(report.added) added, \(report.changed) changed, \(report.unchanged) unchanged, \(report.removed) removed\n"
        for uid in report.protected { text += "left alone, because you may not see it whole: \(uid)\n" }
        for finding in report.findings { text += FindingsText.line(finding) + "\n" }
        return .text(text, headers: headers)
    }

    private struct Summary: Encodable {
        var calendar: String
        var createdCalendar: Bool
        var added: Int
        var changed: Int
        var unchanged: Int
        var removed: Int
        var protected: [String]
        var etag: String?
        var findings: [FindingsText.Entry]
    }
}
