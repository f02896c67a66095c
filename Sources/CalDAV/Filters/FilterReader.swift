import GatewayHTTP
import HTTPTypes
import ICalendar
import XMLDocument

/// Reads `CALDAV:filter` (RFC 4791 section 9.7).
enum FilterReader {
    /// The filter on VCALENDAR.
    ///
    /// - Throws: 403 with `valid-filter`, `supported-filter` or `supported-collation`.
    static func read(_ filter: XMLElement?) throws -> ComponentFilter {
        guard let filter, let root = filter.first(.compFilter) else {
            throw DAVProblem.make(.forbidden, .caldav("valid-filter"), "The query has no filter with a comp-filter in it.")
        }
        let read = try component(root)
        guard read.name == .vcalendar else { throw invalid(root, "The outermost comp-filter has to be VCALENDAR.") }
        return read
    }

    private static func component(_ element: XMLElement) throws -> ComponentFilter {
        var filter = ComponentFilter(name: ComponentName(try name(of: element)))
        for child in element.elements {
            switch child.name {
            case .isNotDefined: filter.isNotDefined = true
            case .timeRange:
                guard ranged.contains(filter.name) else { throw unsupported(child, "There is no time-range for \(filter.name).") }
                filter.timeRange = try timeRange(child)
            case .propFilter: filter.properties.append(try property(child))
            case .compFilter:
                let inner = try component(child)
                guard inner.name.mayLie(in: filter.name) else {
                    throw invalid(child, "There is never a \(inner.name) in a \(filter.name).")
                }
                filter.components.append(inner)
            default: try passOver(child)
            }
        }
        return filter
    }

    private static let ranged: Set<ComponentName> = [.vevent, .vtodo, .vjournal, .vfreebusy, .valarm, .vavailability, .vcalendar]

    /// Properties that are texts, addresses or numbers, and never in a range of time.
    private static let texts: Set<PropertyName> = [
        .summary, .description, .location, .comment, .contact, .categories, .resources, .uid, .url, .attendee, .organizer, .attach, .geo,
        .priority, .sequence, .status, .transp, .classification, .percentComplete, .rrule, .tzid,
    ]

    private static func property(_ element: XMLElement) throws -> PropertyFilter {
        var filter = PropertyFilter(name: PropertyName(try name(of: element)))
        for child in element.elements {
            switch child.name {
            case .isNotDefined: filter.isNotDefined = true
            case .timeRange:
                guard !texts.contains(filter.name) else { throw invalid(child, "\(filter.name) holds no time.") }
                filter.timeRange = try timeRange(child)
            case .textMatch: filter.textMatch = try textMatch(child)
            case .paramFilter: filter.parameters.append(try parameter(child))
            default: try passOver(child)
            }
        }
        return filter
    }

    private static func parameter(_ element: XMLElement) throws -> ParameterFilter {
        var filter = ParameterFilter(name: try name(of: element).uppercased())
        for child in element.elements {
            switch child.name {
            case .isNotDefined: filter.isNotDefined = true
            case .textMatch: filter.textMatch = try textMatch(child)
            default: try passOver(child)
            }
        }
        return filter
    }

    private static func name(of element: XMLElement) throws -> String {
        guard let name = element.attribute("name"), !name.isEmpty else {
            throw invalid(element, "A filter has no name.")
        }
        return name
    }

    private static func timeRange(_ element: XMLElement) throws -> TimeRange {
        guard let range = TimeRange(element) else {
            throw invalid(element, "A time-range needs start or end in UTC (20260101T000000Z), the end after the start.")
        }
        return range
    }

    private static func textMatch(_ element: XMLElement) throws -> TextMatch {
        let wanted = element.attribute("collation") ?? Collation.asciiCasemap.rawValue
        guard let collation = wanted == "default" ? .asciiCasemap : Collation(rawValue: wanted) else {
            throw DAVProblem.make(.forbidden, .supportedCollation, "There is no collation “\(wanted)” here.")
        }
        return TextMatch(element.text, collation: collation, isNegated: element.attribute("negate-condition") == "yes")
    }

    /// Other namespaces mean nothing here; what CalDAV itself does not know is no filter that could be answered truly.
    private static func passOver(_ element: XMLElement) throws {
        if element.name.namespace == XMLNamespace.caldav {
            throw unsupported(element, "The element \(element.name.local) is not understood.")
        }
    }

    private static func invalid(_ element: XMLElement, _ reason: String) -> HTTPProblem {
        DAVProblem.make(.forbidden, .caldav("valid-filter"), "Line \(element.lineNumber): \(reason)")
    }

    private static func unsupported(_ element: XMLElement, _ reason: String) -> HTTPProblem {
        DAVProblem.make(.forbidden, .caldav("supported-filter"), "Line \(element.lineNumber): \(reason)") { $0.element(element.name) }
    }
}

extension ComponentName {
    /// Whether RFC 5545 knows a component in another; of unknown ones nothing is said.
    fileprivate func mayLie(in outer: ComponentName) -> Bool {
        let items: Set<ComponentName> = [.vevent, .vtodo, .vjournal, .vfreebusy, .vtimezone, .vavailability]
        if self == .vcalendar { return false }
        if items.contains(self) { return outer == .vcalendar }
        return self != .valarm || outer == .vevent || outer == .vtodo
    }
}
