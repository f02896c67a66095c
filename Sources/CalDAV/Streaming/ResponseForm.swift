import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import ICalendar
import XMLDocument

/// What the responses of all objects of one kind in one calendar have in common, written once, with places for what differs: the name, the ETag
/// and the text.
struct ResponseForm: Sendable {
    private enum Place: Sendable {
        case etag
        case calendarData
    }

    private let opening: [UInt8]
    /// What differs behind the name, in order, each with what comes behind it.
    private let rest: [(place: Place, octets: [UInt8])]
    /// What comes behind the name where nothing differs behind it.
    private let middle: [UInt8]

    /// nil where other properties differ from object to object.
    ///
    /// - Parameters:
    ///   - sample: any object of the kind.
    ///   - hasText: whether `calendar-data` is there when it is asked for.
    init?(_ plan: PropertyPlan<ObjectSubject>, in calendar: ObjectCalendar, sample: ObjectRecord, hasText: Bool) {
        guard !plan.namesOnly, !plan.includesDead else { return nil }
        var places: [Place] = []
        for item in plan.items {
            switch item.name {
            case .getetag: places.append(.etag)
            case .calendarData: if hasText { places.append(.calendarData) }
            default: guard item.property?.isSharedByKind ?? true else { return nil }
            }
        }
        var record = sample
        record.etag = Self.mark
        let text = hasText ? CalendarText.made(Array(Self.mark.utf8)) : nil
        let subject = ObjectSubject(record: record, calendar: calendar, calendarData: text)
        self.init(places, in: calendar) { $0.properties(of: subject, plan) }
    }

    /// Names and ETags, or names alone.
    init?(etags hasETag: Bool, in calendar: ObjectCalendar) {
        self.init(hasETag ? [.etag] : [], in: calendar) { $0.propstat(etag: hasETag ? Self.mark : nil) }
    }

    /// Stands in the places that differ, and nowhere else.
    private static let mark = "\n"

    private init?(_ places: [Place], in calendar: ObjectCalendar, _ content: (inout XMLWriter) -> Void) {
        var writer = MultiStatus.emptyWriter
        writer.beginContent()
        _ = writer.take()
        writer.start(.response)
        writer.element(.href, calendar.href + Self.mark)
        content(&writer)
        writer.end()
        let pieces = writer.take().split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        guard pieces.count == places.count + 2 else { return nil }
        opening = pieces[0]
        middle = pieces[1]
        rest = zip(places, pieces[2...]).map { ($0, $1) }
    }

    /// Writes the response of one object.
    func write(_ resourceName: String, etag: String, _ text: CalendarText? = nil, to writer: inout XMLWriter) {
        writer.fragment(opening)
        writer.fragment(PercentEncoding.encode(segment: resourceName))
        writer.fragment(middle)
        for part in rest {
            switch part.place {
            case .etag: writer.fragment(etag)
            case .calendarData: text?.write(to: &writer)
            }
            writer.fragment(part.octets)
        }
    }
}

/// The forms of the responses that one answer has needed: each kind of one calendar, from its second object on, for making one costs more than
/// writing one response.
struct ResponseForms: Sendable {
    private enum Known: Sendable {
        case seenOnce
        case made(ResponseForm?)
    }

    private var calendar: CalendarID?
    private var known: [ComponentName: Known] = [:]

    /// nil: the response has to be written property by property.
    mutating func form(for record: ObjectRecord, in calendar: ObjectCalendar, _ wanted: ReportProperties) -> ResponseForm? {
        let id = calendar.info.calendar.id
        if self.calendar != id { (self.calendar, known) = (id, [:]) }
        switch known[record.kind] {
        case .made(let form): return form
        case .seenOnce:
            let form = ResponseForm(wanted.plan, in: calendar, sample: record, hasText: wanted.calendarData != nil)
            known[record.kind] = .made(form)
            return form
        case nil:
            known[record.kind] = .seenOnce
            return nil
        }
    }
}
