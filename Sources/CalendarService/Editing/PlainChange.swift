import ICalendar

/// What an edit changes besides time and recurrence: which properties, and how.
///
/// An edit that is written to a whole series often repeats properties it does not mean to change (clients send the whole master again).
/// Only properties that the edit really changes on what the client saw go to the other components, so that an override keeps its own words.
struct PlainChange {
    private let amend: (inout Component) throws -> Void
    private(set) var names: Set<PropertyName> = []
    private(set) var changesComponents = false

    /// Lines that belong to the editor: an edit of plain properties cannot touch them.
    private static let reserved: Set<PropertyName> = [
        .uid, .dtstamp, .lastModified, .dtstart, .dtend, .due, .duration, .recurrenceID, .rrule, .rdate, .exrule, .exdate,
    ]

    /// Finds out what the edit changes on the components the client saw.
    init(_ amend: @escaping (inout Component) throws -> Void, everywhere: Set<PropertyName> = [], seenIn components: [Component]) throws {
        self.amend = amend
        names = everywhere.subtracting(PlainChange.reserved)
        for component in components {
            var amended = component
            try amend(&amended)
            if amended.components != component.components { changesComponents = true }
            let all = Set(component.properties.map(\.name)).union(amended.properties.map(\.name)).subtracting(PlainChange.reserved)
            for name in all where amended.all(name) != component.all(name) { names.insert(name) }
        }
    }

    /// Whether the edit leaves every plain property alone.
    var isEmpty: Bool { names.isEmpty && !changesComponents }

    /// Whether CLASS or TRANSP change, which a single instance cannot have of its own.
    var changesPrivacy: Bool { names.contains(.classification) || names.contains(.transp) }

    /// A component with the change; everything else stays line by line.
    func applied(to component: Component) throws -> Component {
        guard !isEmpty else { return component }
        var amended = component
        try amend(&amended)
        var result = component
        for name in amended.properties.map(\.name) + component.properties.map(\.name) where names.contains(name) {
            let lines = amended.all(name)
            if lines != result.all(name) { result.replaceAll(name, with: lines) }
        }
        if changesComponents { result.components = amended.components }
        return result
    }
}
