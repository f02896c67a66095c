import XMLDocument

extension Resource {
    /// The reports a resource answers (`DAV:supported-report-set`, RFC 3253 section 3.1.5).
    var reports: [XMLName] {
        let principalReports: [XMLName] = [.principalMatch, .principalPropertySearch, .principalSearchPropertySet, .expandProperty]
        return switch self {
        case .context, .home: [.calendarQuery, .calendarMultiget, .freeBusyQuery] + principalReports
        case .principals, .principal: principalReports
        case .calendar:
            [.calendarQuery, .calendarMultiget, .freeBusyQuery, .syncCollection, .aclPrincipalPropSet, .principalMatch, .expandProperty]
        case .object: [.calendarQuery, .calendarMultiget, .expandProperty]
        case .folder, .vacant, .unreachable: []
        }
    }
}

extension PropertyValue {
    static func supportedReports(_ reports: [XMLName]) -> PropertyValue {
        .content { writer in
            for report in reports {
                writer.element(.supportedReport) { $0.element(.report) { $0.element(report) } }
            }
        }
    }

    static func privileges(_ privileges: [Privilege]) -> PropertyValue {
        .content { writer in for privilege in privileges { writer.element(.privilege) { $0.element(privilege.name) } } }
    }

    /// The tree of privileges (RFC 3744 section 5.3).
    static let supportedPrivileges = PropertyValue.content { append(.all, to: &$0) }

    private static func append(_ privilege: Privilege, to writer: inout XMLWriter) {
        writer.element(.supportedPrivilege) { writer in
            writer.element(.privilege) { $0.element(privilege.name) }
            if privilege.isAbstract { writer.element(.abstract) }
            writer.start(.description)
            writer.attribute(XMLName(namespace: XMLNamespace.xml, local: "lang"), "en")
            writer.text(privilege.explanation)
            writer.end()
            for member in privilege.members { append(member, to: &writer) }
        }
    }
}
