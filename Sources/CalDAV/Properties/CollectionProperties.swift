import CalendarService
import CalendarStore
import GatewayHTTP
import XMLDocument

extension PropertyTable where Subject == CollectionSubject {
    /// Live properties of all resources but objects.
    static let collections = PropertyTable(Self.everywhere + Self.principals + Self.calendars + Self.calendarLimits)

    /// What every resource answers.
    private static var everywhere: [LiveProperty<CollectionSubject>] {
        [
            LiveProperty(.resourcetype, isInAllprop: true) { subject in
                .content { writer in
                    if case .principal = subject.resource { writer.element(.principal) } else { writer.element(.collection) }
                    if case .calendar = subject.resource { writer.element(.calendar) }
                }
            },
            LiveProperty(.displayname, isInAllprop: true) { subject in
                switch subject.resource {
                case .context: .text("CalDAV")
                case .principals: .text("Principals")
                case .principal(let account), .home(let account): .text(account.displayName.isEmpty ? account.name : account.displayName)
                case .folder(_, let name): .text(name.split(separator: "/").last.map(String.init) ?? name)
                case .calendar(let info): .text(info.calendar.displayName)
                case .object, .vacant, .unreachable: nil
                }
            },
            LiveProperty(.currentUserPrincipal) { .hrefs([$0.hrefs.principal($0.exchange.account)]) },
            LiveProperty(.principalCollectionSet) { .hrefs([$0.hrefs.principals]) },
            LiveProperty(.supportedReportSet) { .supportedReports($0.resource.reports) },
            LiveProperty(.owner) { subject in subject.owner.map { .hrefs([subject.hrefs.principal($0)]) } ?? .empty },
            LiveProperty(.group) { _ in .empty },
            LiveProperty(.currentUserPrivilegeSet) { .privileges($0.privileges) },
            LiveProperty(.supportedPrivilegeSet) { _ in .supportedPrivileges },
            LiveProperty(.aclRestrictions) { _ in .content { $0.element(.dav("no-invert")) } },
            LiveProperty(.inheritedACLSet) { _ in .empty },
            LiveProperty(.acl) { subject in
                guard let info = subject.info else { return nil }
                return info.access.mayAdminister ? .content { AccessListRendering(info, subject.hrefs).write(to: &$0) } : .forbidden
            },
            LiveProperty(.supportedlock) { _ in .empty },
            LiveProperty(.lockdiscovery) { _ in .empty },
        ]
    }

    private static var principals: [LiveProperty<CollectionSubject>] {
        [
            LiveProperty(.principalURL) { subject in subject.homeOwner.map { .hrefs([subject.hrefs.principal($0)]) } },
            LiveProperty(.calendarHomeSet) { subject in subject.homeOwner.map { .hrefs([subject.hrefs.home($0)]) } },
            LiveProperty(.calendarUserAddressSet) { subject in
                subject.homeOwner.map { account in
                    .hrefs(account.emailAddresses.map { "mailto:" + $0 } + [subject.hrefs.principal(account)])
                }
            },
            LiveProperty(.calendarUserType) { $0.principal.map { .text($0.isResource ? "RESOURCE" : "INDIVIDUAL") } },
            LiveProperty(.emailAddressSet) { subject in
                subject.homeOwner.map { account in
                    .content { writer in for address in account.emailAddresses { writer.element(.emailAddress, address) } }
                }
            },
            LiveProperty(.alternateURISet) { subject in
                subject.principal.map { .hrefs($0.emailAddresses.map { "mailto:" + $0 }) }
            },
            LiveProperty(.groupMemberSet) { subject in subject.principal.map { _ in .empty } },
            LiveProperty(.groupMembership) { subject in subject.principal.map { _ in .empty } },
        ]
    }

    private static var calendars: [LiveProperty<CollectionSubject>] {
        [
            LiveProperty(.getctag) { subject in subject.info.map { .text(subject.exchange.changeTag(of: $0.calendar)) } },
            LiveProperty(.syncToken) { subject in
                subject.info.map { .text(SyncTokenURI.text(subject.syncToken ?? subject.exchange.service.syncToken(of: $0.calendar))) }
            },
            LiveProperty(.getetag, isInAllprop: true) { subject in subject.contentETag.map { .text(EntityTag($0).headerValue) } },
            LiveProperty(.getcontenttype, isInAllprop: true) { subject in subject.info.map { _ in .text(MediaType.calendar) } },
            LiveProperty(.creationdate, isInAllprop: true) { $0.info.map { .text(InternetDate.text($0.calendar.created)) } },
            LiveProperty(.getlastmodified, isInAllprop: true) { subject in
                subject.info.map { .text(HTTPDate.format(max($0.calendar.contentModified, $0.calendar.propertiesModified).instant)) }
            },
            LiveProperty(.resourceID) { $0.info.map { .hrefs(["urn:uuid:" + $0.calendar.publicID]) } },
            LiveProperty(.addMember) { subject in subject.info.map { .hrefs([subject.hrefs.calendar($0)]) } },
            LiveProperty(.calendarDescription) { subject in
                guard let text = subject.info?.calendar.properties.description, !text.isEmpty else { return nil }
                return .text(text)
            },
            LiveProperty(.calendarTimezone) { subject in
                guard let properties = subject.info?.calendar.properties else { return nil }
                if let text = properties.timeZoneText { return .text(text) }
                return properties.timeZone.flatMap { subject.exchange.timeZoneText(of: $0) }.map { .utf8($0) }
            },
            LiveProperty(.calendarTimezoneID) { $0.info?.calendar.properties.timeZone.map { .text($0) } },
            LiveProperty(.calendarColor) { $0.info?.calendar.properties.color.map { .text($0) } },
            LiveProperty(.calendarOrder) { $0.info?.calendar.properties.order.map { .text(String($0)) } },
            LiveProperty(.scheduleCalendarTransp) { subject in
                subject.info.map { info in
                    .content { $0.element(info.calendar.properties.isTransparent ? .transparent : .opaque) }
                }
            },
            LiveProperty(.supportedCalendarComponentSet) { subject in
                subject.info.map { info in
                    .content { writer in
                        for name in info.calendar.kinds.componentNames {
                            writer.start(.comp)
                            writer.attribute("name", name)
                            writer.end()
                        }
                    }
                }
            },
        ]
    }

    private static var calendarLimits: [LiveProperty<CollectionSubject>] {
        [
            LiveProperty(.supportedCalendarData) { subject in
                subject.info.map { _ in
                    .content { writer in
                        writer.start(.calendarData)
                        writer.attribute("content-type", "text/calendar")
                        writer.attribute("version", "2.0")
                        writer.end()
                    }
                }
            },
            LiveProperty(.supportedCollationSet) { subject in
                subject.info.map { _ in
                    .content { writer in for collation in Collation.allCases { writer.element(.supportedCollation, collation.rawValue) } }
                }
            },
            LiveProperty(.maxResourceSize) { subject in
                subject.info.map { _ in .text(String(subject.exchange.service.settings.objectLimit)) }
            },
            LiveProperty(.minDateTime) { $0.info.map { _ in .text(TimeRange.firstText) } },
            LiveProperty(.maxDateTime) { $0.info.map { _ in .text(TimeRange.lastText) } },
            LiveProperty(.maxInstances) { subject in
                subject.info.map { _ in .text(String(subject.exchange.service.settings.instanceLimit)) }
            },
        ]
    }
}
