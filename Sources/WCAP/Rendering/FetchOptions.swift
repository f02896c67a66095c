import CalendarService
import ICalendar

/// How components of an answer are to look: the parameters shared by fetches and by stores with `fetch=1` (`spec/wcap.md` 4.0, 5.4, 8).
struct FetchOptions: Sendable {
    /// `attrset`
    enum AttributeSet: Int, Sendable {
        case basic = 0
        case extended = 1
        case all = 2
    }

    /// `fetchorder`
    enum Order: Int, Sendable {
        case stored = 0
        case eventsFirst = 1
        case ascending = 2
        case descending = 3
    }

    var format: OutputFormat
    /// `recurring=0`: each instance by itself; otherwise master and overrides.
    var expands = true
    /// Instances carry RRULE, RDATE, EXRULE and EXDATE too: `compressed=1`, and text/xml always.
    var carriesRecurrence = false
    var relativeAlarms = false
    /// `emailorcalid=1`: addresses as `mailto:`, calids in a parameter.
    var addressesAsMail = false
    var fetchesAttachments = false
    var attributes = AttributeSet.all
    var order = Order.stored
    /// Components in the whole answer; 0: no limit.
    var maximum = 0
    var kinds: Set<ComponentName> = [.vevent, .vtodo]
    var states = ComponentStateFilter()
    var time = WireTime()
    /// Properties the component does not have are written with their defaults, and the answer's own X- properties added; not in exports.
    var addsDefaults = true
    /// Instances of a series in one answer.
    var bound = 60

    init(format: OutputFormat) { self.format = format }

    /// Reads the parameters of a request.
    ///
    /// - Throws: the command's number for an unknown `tzidout`.
    init(_ call: Call) throws {
        let parameters = call.parameters
        format = call.format
        expands = !parameters.flag(.recurring)
        carriesRecurrence = parameters.flag(.compressed) || call.format == .xml
        relativeAlarms = parameters.flag(.relativeAlarm)
        addressesAsMail = parameters.flag(.emailOrCalid)
        fetchesAttachments = parameters.flag(.fetchAttachments)
        attributes = parameters.integer(.attributeSet).flatMap(AttributeSet.init) ?? .all
        order = parameters.integer(.fetchOrder).flatMap(Order.init) ?? .stored
        maximum = max(parameters.integer(.maxResults) ?? 0, 0)
        switch parameters.word(.componentType)?.lowercased() {
        case "event", "events": kinds = [.vevent]
        case "todo", "todos": kinds = [.vtodo]
        default: break
        }
        states = ComponentStateFilter(keywords: parameters.list(.componentState) ?? [])
        time = try call.outputTime()
        bound = max(call.service.settings.recurrenceBound, 1)
    }
}
