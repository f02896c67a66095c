import CalendarService

/// Objects that links show: few, and made already.
struct LinkedSource: MultiStatusSource {
    private let views: [ObjectView]
    private let calendar: ObjectCalendar
    private let wanted: ReportProperties
    private var place = 0

    init(_ views: [ObjectView], in calendar: ObjectCalendar, _ wanted: ReportProperties) {
        self.views = views
        self.calendar = calendar
        self.wanted = wanted
    }

    mutating func proceed(_ output: inout QueryOutput, upTo octets: Int) async throws -> Bool {
        while place < views.count, output.answer.octetCount < octets {
            try output.append(views[place], calendar, wanted)
            place += 1
        }
        return place < views.count
    }

    func rehearse(after output: QueryOutput) async throws {
        guard let range = wanted.calendarData?.expandedRange else { return }
        var rehearsal = output.rehearsal
        for view in views[place...] { try rehearsal.rehearse(view, in: range) }
    }
}
