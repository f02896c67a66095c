import GatewayHTTP
import HTTPTypes
import ICalendar

/// The query parameters of the realms; unknown ones are ignored.
struct CalendarDataQuery {
    /// `DeleteAll=1`, `DeleteAll="1"` (seed); any other value does nothing.
    private(set) var deletesAll = false
    /// `dryRun=1`
    private(set) var isDryRun = false
    /// `partial=1`
    private(set) var isPartial = false
    private var start: String?
    private var end: String?

    init(_ rawQuery: Substring?) {
        guard let rawQuery else { return }
        for pair in rawQuery.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.flatMap({ PercentEncoding.decode($0) }),
                let value = parts.count > 1 ? PercentEncoding.decode(parts[1]) : []
            else { continue }
            let text = String(decoding: value, as: UTF8.self)
            switch String(decoding: name, as: UTF8.self).lowercased() {
            case "deleteall": deletesAll = text == "1" || text == "\"1\""
            case "dryrun": isDryRun = text == "1"
            case "partial": isPartial = text == "1"
            case "start": start = text
            case "end": end = text
            default: continue
            }
        }
    }

    /// `start` and `end`, both UTC; an absent one is open. nil when neither is there.
    func range() throws -> Range<Instant>? {
        guard start != nil || end != nil else { return nil }
        let from = try start.map { try Self.instant($0, "start") } ?? .distantPast
        let to = try end.map { try Self.instant($0, "end") } ?? .distantFuture
        guard from <= to else { throw HTTPProblem(.badRequest, "end lies before start.") }
        return from..<to
    }

    private static func instant(_ text: String, _ name: String) throws -> Instant {
        guard let value = try? Property(.dtstart, value: text).dateTime() else {
            throw HTTPProblem(.badRequest, "\(name) is no UTC time such as 20260101T000000Z.")
        }
        return value.local.asUTC
    }
}
