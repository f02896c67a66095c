import CalendarService
import CalendarStore
import GatewayHTTP
import ICalendar
import XMLDocument

/// An object as its properties see it.
struct ObjectSubject: PropertySubject {
    let record: ObjectRecord
    let calendar: ObjectCalendar
    /// Octets that a GET would send, where they were asked for.
    var contentLength: Int?
    /// What `calendar-data` holds, where it was asked for.
    var calendarData: CalendarText?

    /// Of another calendar, and only shown in this one.
    var isLinked: Bool { record.calendar != calendar.info.calendar.id }
}

/// What all objects of one calendar have in common, made once for all of them.
struct ObjectCalendar: Sendable {
    let info: CalendarInfo
    /// Canonical href of the calendar, with final slash.
    let href: String
    let ownerHref: String
    let callerHref: String
    let principalsHref: String
    let hrefs: Hrefs

    init(_ info: CalendarInfo, _ exchange: Exchange) {
        self.info = info
        href = exchange.hrefs.calendar(info)
        ownerHref = exchange.hrefs.principal(info.owner)
        callerHref = exchange.hrefs.principal(exchange.account)
        principalsHref = exchange.hrefs.principals
        hrefs = exchange.hrefs
    }

    func href(of resourceName: String) -> String { href + PercentEncoding.encode(segment: resourceName) }
}

extension PropertyTable where Subject == ObjectSubject {
    /// Live properties of objects.
    static let objects = PropertyTable([
        LiveProperty(.getetag, isInAllprop: true) { .text("\"" + $0.record.etag + "\"") },
        LiveProperty(.getcontenttype, isInAllprop: true, isSharedByKind: true) {
            .text("text/calendar; charset=utf-8; component=" + $0.record.kind.text.lowercased())
        },
        LiveProperty(.resourcetype, isInAllprop: true, isSharedByKind: true) { _ in .empty },
        LiveProperty(.getcontentlength, isInAllprop: true) { $0.contentLength.map { .text(String($0)) } },
        LiveProperty(.getlastmodified, isInAllprop: true) { .text(HTTPDate.format($0.record.modified.instant)) },
        LiveProperty(.creationdate, isInAllprop: true) { .text(InternetDate.text($0.record.created)) },
        LiveProperty(.displayname, isInAllprop: true) { .text($0.record.resourceName) },
        LiveProperty(.calendarData) { $0.calendarData.map { .calendarText($0) } },
        LiveProperty(.owner, isSharedByKind: true) { .hrefs([$0.calendar.ownerHref]) },
        LiveProperty(.group, isSharedByKind: true) { _ in .empty },
        LiveProperty(.currentUserPrincipal, isSharedByKind: true) { .hrefs([$0.calendar.callerHref]) },
        LiveProperty(.principalCollectionSet, isSharedByKind: true) { .hrefs([$0.calendar.principalsHref]) },
        LiveProperty(.supportedReportSet, isSharedByKind: true) { _ in
            .supportedReports([.calendarQuery, .calendarMultiget, .expandProperty])
        },
        LiveProperty(.currentUserPrivilegeSet) { .privileges($0.isLinked ? .reading : $0.calendar.info.access.privileges) },
        LiveProperty(.supportedPrivilegeSet, isSharedByKind: true) { _ in .supportedPrivileges },
        LiveProperty(.acl) { subject in
            let calendar = subject.calendar
            guard calendar.info.access.mayAdminister, !subject.isLinked else { return .forbidden }
            return .content { AccessListRendering(calendar.info, calendar.hrefs, isInherited: true).write(to: &$0) }
        },
        LiveProperty(.aclRestrictions, isSharedByKind: true) { _ in .content { $0.element(.dav("no-invert")) } },
        LiveProperty(.inheritedACLSet, isSharedByKind: true) { .hrefs([$0.calendar.href]) },
        LiveProperty(.supportedlock, isSharedByKind: true) { _ in .empty },
        LiveProperty(.lockdiscovery, isSharedByKind: true) { _ in .empty },
    ])
}

extension PropertyPlan where Subject == ObjectSubject {
    /// Whether the texts have to be read.
    var needsOctets: Bool { !namesOnly && (contains(.calendarData) || contains(.getcontentlength)) }
}
