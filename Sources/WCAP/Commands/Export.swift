import CalendarService
import CalendarStore
import ICalendar

/// `export`: events and to-dos of calendars as one file that `import` takes back (seed). Masters and overrides, not instances.
struct Export: Command {
    let name = "export"
    let failure = WCAPErrno.fetchByRangeFailed
    let standardFormat: OutputFormat? = .calendar

    func run(_ call: Call) async throws -> Reply {
        let format: OutputFormat
        switch call.parameters.word(.contentOut) {
        case nil: format = .calendar
        case let type?:
            guard let known = OutputFormat(parameter: type), known != .script else { throw WCAPErrno.noSuchFormat }
            format = known
        }
        let range = try call.range()
        let isOpen = range.lowerBound == .distantPast && range.upperBound == .distantFuture
        let references = try call.calendarReferences()
        var calendars: [CalendarInfo] = []
        for result in try await call.service.calendars(references.map(\.reference), for: call.caller) {
            let info = try result.get()
            guard info.access.mayRead else { throw WCAPErrno.accessDeniedToCalendar }
            calendars.append(info)
        }
        let selection: ObjectSelection = isOpen ? .all : .overlapping(range, includingUndated: false)
        let writer = ExportWriter(format: format, registry: call.service.zones, productID: call.service.settings.productID)
        let answerSize = call.answerSize
        var file = ExportFile()
        for info in calendars {
            file = try await call.service.collect(
                selection, in: .id(info.calendar.id), for: call.caller, into: file
            ) { file, view, info in
                guard view.record.kind == .vevent || view.record.kind == .vtodo else { return true }
                if !isOpen {
                    let expansion = view.expansion
                    guard !expansion.occurrences(overlapping: range, limit: 1).list.isEmpty else { return true }
                }
                writer.append(view, of: info, to: &file)
                try answerSize.grow(to: file.size)
                return true
            }
        }
        return .file(
            octets: writer.text(of: file), contentType: format.contentType, fileName: format == .xml ? "export.xml" : "export.ics")
    }
}
