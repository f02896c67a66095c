import GatewayHTTP
import XMLDocument

/// What a calendar report asks of each object: `prop` (with `calendar-data`), `allprop` or `propname`.
struct ReportProperties: Sendable {
    let plan: PropertyPlan<ObjectSubject>
    /// nil: not asked for.
    let calendarData: CalendarDataRequest?

    /// What a PROPFIND asks, which knows no `calendar-data`.
    init(plan: PropertyPlan<ObjectSubject>) {
        self.plan = plan
        calendarData = nil
    }

    /// - Throws: as `CalendarDataRequest.init(_:)`.
    init(_ report: XMLElement, isMinimal: Bool) throws {
        let selection: PropertySelection
        var data: CalendarDataRequest?
        if let prop = report.first(.prop) {
            selection = .named(prop.elements.map(\.name))
            data = try prop.first(.calendarData).map { try CalendarDataRequest($0) }
        } else if report.first(.dav("propname")) != nil {
            selection = .names
        } else {
            selection = .all(including: [])
        }
        plan = PropertyPlan(selection, .objects, isMinimal: isMinimal)
        calendarData = data
    }

    /// Whether the texts have to be read.
    var needsOctets: Bool { plan.needsOctets }
}
