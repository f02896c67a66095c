import CalendarService
import CalendarStore
import ICalendar

/// The parameters of `set_calprops`: what was sent changes, an empty value clears, everything else stays.
struct CalendarPropertyChange: Sendable {
    var displayName: String?
    var accessList: AccessList?
    private var coOwners: [String]?
    private var description: String?
    private var categories: [String]?
    private var charset: String?
    private var language: String?
    private var calendarMaster: String?
    private var timeZone: String??
    private var allowsDoubleBooking: Bool?
    private var isIncludedInFreeBusy: Bool?

    /// - Throws: the command's failure number for an access list or a zone that is none.
    init(_ parameters: Parameters, call: Call) throws {
        displayName = parameters.text(.name)
        description = parameters.text(.description) ?? parameters.text(.desc)
        categories = parameters.list(.categories)
        charset = parameters.text(.charset)
        language = parameters.text(.lang) ?? parameters.text(.language)
        calendarMaster = parameters.text(.master)
        coOwners = parameters.list(.owners)
        if let acl = parameters.list(.accessList) {
            do { accessList = AccessList(try acl.map { try AccessEntry(text: $0) }) } catch { throw call.command.failure }
        }
        if parameters.has(.timeZone) {
            if let tzid = parameters.word(.timeZone) {
                guard let known = call.service.zones.identifier(for: tzid) else { throw call.command.failure }
                timeZone = .some(known)
            } else {
                timeZone = .some(nil)
            }
        }
        if parameters.has(.doubleBooking) { allowsDoubleBooking = parameters.flag(.doubleBooking, default: true) }
        if parameters.has(.freeBusyInclude) { isIncludedInFreeBusy = parameters.flag(.freeBusyInclude, default: true) }
    }

    /// - Throws: the command's failure number when a co-owner is nobody here and the server validates owners.
    func checkOwners(_ call: Call) async throws {
        guard let coOwners, !coOwners.isEmpty, call.settings.validatesOwners else { return }
        let names = coOwners.map { $0.lowercased() }
        let found = try await call.service.accounts(addresses: names, for: call.caller)
        guard names.allSatisfy({ found[$0] != nil }) else { throw call.command.failure }
    }

    func apply(to properties: inout CalendarProperties) {
        if let description { properties.description = description }
        if let categories { properties.categories = categories }
        if let charset { properties.charset = charset }
        if let language { properties.language = language }
        if let calendarMaster { properties.calendarMaster = calendarMaster }
        if let coOwners { properties.coOwners = coOwners.map { $0.lowercased() } }
        if let timeZone { properties.timeZone = timeZone }
        if let allowsDoubleBooking { properties.allowsDoubleBooking = allowsDoubleBooking }
        if let isIncludedInFreeBusy { properties.isIncludedInFreeBusy = isIncludedInFreeBusy }
    }

    func apply(to calendar: inout Calendar) {
        if let displayName { calendar.displayName = displayName }
        if let accessList { calendar.accessList = accessList }
        apply(to: &calendar.properties)
    }
}
