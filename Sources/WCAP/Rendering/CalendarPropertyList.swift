import CalendarService
import CalendarStore
import ICalendar

/// The calendar properties of an answer (`spec/wcap.md` 7.2), in the order of the manuals' samples.
struct CalendarPropertyList: Sendable {
    var info: CalendarInfo
    var calid: String
    var caller: Caller
    var zones: TimeZoneRegistry

    /// Enough to know which calendar a block is about: what callers without rights get.
    var identity: [Property] {
        [Property(XToken.relativeCalid, text: calid), Property(XToken.name, text: info.calendar.displayName)]
    }

    /// Olson name of the calendar's zone; always one that `get_all_timezones` lists.
    static func timeZone(of info: CalendarInfo, zones: TimeZoneRegistry) -> String {
        for name in [info.calendar.properties.timeZone, info.owner.timeZone] {
            if let name, let known = zones.identifier(for: name) { return known }
        }
        return "UTC"
    }

    /// Everything; callers who may not read properties see the identity alone.
    var all: [Property] {
        let calendar = info.calendar
        let properties = calendar.properties
        let modified = max(calendar.contentModified, calendar.propertiesModified)
        var list = [
            Property(XToken.lastModified, instant: modified.instant),
            Property(XToken.created, instant: calendar.created.instant),
            Property(XToken.read, integer: 999),
            Property(XToken.write, integer: 999),
        ]
        list += identity
        func add(_ name: PropertyName, _ text: String) {
            if !text.isEmpty { list.append(Property(name, text: text)) }
        }
        add(XToken.description, properties.description)
        add(XToken.language, properties.language)
        add(XToken.charset, properties.charset)
        add(XToken.primaryOwner, name(of: info.owner))
        for owner in properties.coOwners { add(XToken.owners, owner) }
        add(XToken.timeZone, Self.timeZone(of: info, zones: zones))
        for category in properties.categories { add(XToken.categories, category) }
        add(XToken.calendarMaster, properties.calendarMaster)
        for entry in calendar.accessList.entries { list.append(Property(XToken.accessControlEntry, value: entry.text)) }
        list.append(Property(XToken.resource, integer: info.owner.isResource ? 1 : 0))
        list.append(Property(XToken.allowDoubleBooking, integer: properties.allowsDoubleBooking ? 1 : 0))
        list.append(Property(XToken.freeBusyInclude, integer: properties.isIncludedInFreeBusy ? 1 : 0))
        add(XToken.commonName, info.owner.displayName)
        return list
    }

    private func name(of account: Account) -> String {
        account.domain == caller.domain || caller.domain == nil ? account.name : "\(account.name)@\(account.domainName)"
    }
}
