import CalendarService
import CalendarStore
import GatewayHTTP
import ICalendar

/// A 207 of objects and how many instances it may still hold.
struct QueryOutput: Sendable {
    var answer: MultiStatus
    private var budget: Int
    private let settings: ServiceSettings

    /// Octets of an answer that leaves as one buffer, with its length.
    static let largestBuffer = 4 << 20
    /// Octets of a piece of a larger one.
    static let piece = 256 << 10

    init(_ settings: ServiceSettings, after begun: MultiStatus = MultiStatus()) {
        answer = begun
        budget = settings.instanceLimit
        self.settings = settings
    }

    /// - Throws: `tooManyOccurrences`, `answerTooLarge`.
    mutating func append(_ view: ObjectView, _ calendar: ObjectCalendar, _ wanted: ReportProperties) throws {
        var subject = ObjectSubject(record: view.seenRecord, calendar: calendar)
        if wanted.needsOctets {
            let pieces = view.pieces
            let written = answer.octetCount
            subject.contentLength = pieces.reduce(0) { $0 + $1.count }
            subject.calendarData = try wanted.calendarData?.pieces(of: view, budget: &budget) { [settings] size in
                try settings.requireRoom(forAnswerOf: written + size)
            }
        }
        answer.append(calendar.href(of: view.record.resourceName), subject, wanted.plan)
        try settings.requireRoom(forAnswerOf: answer.octetCount)
    }

    /// Room and budget as they are, without the octets.
    var rehearsal: QueryOutput {
        var copy = QueryOutput(settings)
        copy.budget = budget
        return copy
    }

    /// Throws what `append` would throw.
    mutating func rehearse(_ view: ObjectView, in range: TimeRange) throws {
        try InstanceExpansion(view).rehearse(in: range, budget: &budget) { [settings] in try settings.requireRoom(forAnswerOf: $0) }
    }
}
