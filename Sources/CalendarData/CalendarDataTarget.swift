import CalendarService
import GatewayHTTP
import HTTPTypes

/// What a URL of the realms names: a calendar, and whether a PUT replaces what is there.
struct CalendarDataTarget {
    var reference: CalendarReference
    /// Login name after `~`; nil: the caller's own.
    var owner: String?
    /// Decoded, without the one trailing `.ics`; empty: the default calendar.
    var calendarName: String
    /// Whether the last segment ended in `.ics`.
    var namesFile: Bool
    /// `CalendarDataDel`, or `DeleteAll=1`.
    var replaces: Bool
    /// `CalendarData` or `CalendarDataDel`.
    var realm: String
    var query: CalendarDataQuery

    init(_ request: GatewayRequest) throws {
        query = CalendarDataQuery(request.target.rawQuery)
        realm = request.segments.first ?? ""
        replaces = realm == "CalendarDataDel" || query.deletesAll
        var segments = request.segments.dropFirst()
        if let first = segments.first, first.hasPrefix("~") {
            let named = String(first.dropFirst())
            guard !named.isEmpty else { throw HTTPProblem(.badRequest, "An account name is missing after ~.") }
            // `~me` means whoever asks.
            if named.lowercased() != "me" { owner = named }
            segments.removeFirst()
        }
        var name = segments.joined(separator: "/")
        namesFile = name.lowercased().hasSuffix(".ics")
        if namesFile { name.removeLast(4) }
        guard name.utf8.count <= 255 else { throw HTTPProblem(.badRequest, "A calendar's name has at most 255 octets.") }
        calendarName = name
        reference = .path(owner: owner, name: name)
    }
}
