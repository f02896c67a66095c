import ICalendar

/// The entries of a list of dates (RDATE, EXDATE), each with its raw text, so that those nobody touches stay as they are.
struct DateList {
    struct Entry {
        var raw: Bytes
        /// Start of the entry; nil when it cannot be read.
        var value: DateTimeValue?
        var period: Period?
    }

    let property: Property
    let entries: [Entry]

    init(_ property: Property) {
        self.property = property
        entries = property.value.split(separator: UInt8(ascii: ",")).map { raw in
            let read = (try? property.replacing(value: raw.string).recurrenceDates())?.first
            return Entry(raw: raw, value: read?.start, period: read?.period)
        }
    }

    /// The property with the entries that stay (unreadable ones do); itself when all stay, nil when none does.
    func filtered(_ stays: (DateTimeValue) -> Bool) -> Property? {
        let kept = entries.filter { entry in entry.value.map(stays) ?? true }
        if kept.count == entries.count { return property }
        guard kept.contains(where: { !$0.raw.isEmpty }) else { return nil }
        return property.replacing(value: kept.map(\.raw.string).joined(separator: ","))
    }
}

extension Property {
    /// Lines for a list of dates: one, and another for those in UTC among times of a zone.
    static func lists(_ name: PropertyName, parameters: [Parameter] = [], of values: [DateTimeValue]) -> [Property] {
        guard let first = values.first else { return [] }
        let (alike, others) = (values.filter { $0.hasForm(of: first) }, values.filter { !$0.hasForm(of: first) })
        return [Property(name, parameters: parameters, dateTimes: alike)] + lists(name, parameters: parameters, of: others)
    }
}

extension Component {
    /// All readable values of RDATE or EXDATE.
    func dates(_ name: PropertyName) -> [DateTimeValue] { all(name).flatMap { DateList($0).entries.compactMap(\.value) } }

    /// Removes the entries of RDATE or EXDATE that do not stay.
    mutating func filterDates(_ name: PropertyName, _ stays: (DateTimeValue) -> Bool) {
        properties = properties.compactMap { $0.name == name ? DateList($0).filtered(stays) : $0 }
    }

    /// Puts lines in the place of all lines of a name, at the first one's place or at the end.
    mutating func replaceAll(_ name: PropertyName, with lines: [Property]) {
        let place = properties.firstIndex { $0.name == name } ?? properties.count
        remove(name)
        properties.insert(contentsOf: lines, at: min(place, properties.count))
    }
}
