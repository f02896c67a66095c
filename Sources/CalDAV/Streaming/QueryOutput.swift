import CalendarService
import CalendarStore
import GatewayHTTP
import ICalendar

/// A 207 of objects and how many instances it may still hold.
struct QueryOutput: Sendable {
    var answer: MultiStatus
    private var budget: Int
    private let settings: ServiceSettings
    private var forms = ResponseForms()

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
        var text: CalendarText?
        if wanted.needsOctets {
            let written = answer.octetCount
            text = try wanted.calendarData?.text(of: view, budget: &budget) { [settings] size in
                try settings.requireRoom(forAnswerOf: written + size)
            }
        }
        if let form = forms.form(for: view.record, in: calendar, wanted) {
            answer.write { form.write(view.record.resourceName, etag: view.etag, text, to: &$0) }
        } else {
            let subject = ObjectSubject(
                record: view.seenRecord, calendar: calendar, contentLength: wanted.needsOctets ? view.octetCount : nil, calendarData: text)
            answer.append(calendar.href(of: view.record.resourceName), subject, wanted.plan)
        }
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
