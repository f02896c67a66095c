import Foundation
import GatewayHTTP
import HTTPTypes
import ICalendar

/// Findings for the person who publishes: a line each, or JSON where the client asks for it.
enum FindingsText {
    static func body(_ findings: [Finding], message: String, for request: GatewayRequest) -> (contentType: String, octets: [UInt8]) {
        if acceptsJSON(request) {
            let report = Report(error: message, requestID: request.id.description, findings: findings.map(Entry.init))
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            // Strings and numbers only: encoding them cannot fail; were it to, the plain text below says the same.
            if let data = try? encoder.encode(report) { return (MediaType.json, Array(data)) }
        }
        var text = message + "\n"
        for finding in findings { text += line(finding) + "\n" }
        return ("text/plain; charset=utf-8", Array((text + "Request id: \(request.id)\n").utf8))
    }

    /// `line 12: VEVENT DTSTART (uid@example): February has no day 30`
    static func line(_ finding: Finding) -> String {
        let place = [finding.component, finding.property].compactMap { $0 }.joined(separator: " ")
        let owner = finding.uid.map { " (\($0))" } ?? ""
        return "line \(finding.line): \(place)\(owner)\(place.isEmpty && owner.isEmpty ? "" : ": ")\(finding.reason)"
    }

    static func acceptsJSON(_ request: GatewayRequest) -> Bool {
        request.headers[.accept]?.lowercased().contains("application/json") ?? false
    }

    /// One finding as JSON.
    struct Entry: Encodable {
        var deviation: String
        var severity: String
        var line: Int
        var component: String?
        var uid: String?
        var property: String?
        var reason: String

        init(_ finding: Finding) {
            deviation = finding.deviation.rawValue
            severity =
                switch finding.severity {
                case .error: "error"
                case .value: "value"
                case .note: "note"
                }
            line = finding.line
            component = finding.component
            uid = finding.uid
            property = finding.property
            reason = finding.reason
        }
    }

    private struct Report: Encodable {
        var error: String
        var requestID: String
        var findings: [Entry]
    }
}
