extension Property {
    /// Makes a property of a date or date-time; VALUE=DATE or TZID is set as the value needs it, other parameters come after.
    public init(_ name: PropertyName, parameters: [Parameter] = [], dateTime value: DateTimeValue) {
        let others = parameters.filter { $0.name != "VALUE" && $0.name != "TZID" }
        self.init(name, parameters: value.parameters + others, value: value.text)
    }

    /// Makes a list of dates or date-times (EXDATE, RDATE); all have to be of the kind of the first, which decides VALUE and TZID.
    public init(_ name: PropertyName, parameters: [Parameter] = [], dateTimes values: [DateTimeValue]) {
        let others = parameters.filter { $0.name != "VALUE" && $0.name != "TZID" }
        self.init(name, parameters: (values.first?.parameters ?? []) + others, value: values.map(\.text).joined(separator: ","))
    }

    /// Makes a property of an instant in UTC (DTSTAMP, CREATED, LAST-MODIFIED).
    public init(_ name: PropertyName, instant: Instant) {
        var line: [UInt8] = []
        line.reserveCapacity(name.text.utf8.count + 17)
        line.append(contentsOf: name.text.utf8)
        let nameEnd = line.count
        line.append(UInt8(ascii: ":"))
        instant.appendText(to: &line)
        self.init(line, nameEnd: nameEnd, valueStart: nameEnd + 1, lineNumber: 0, registered: name.registered)
    }

    public init(_ name: PropertyName, parameters: [Parameter] = [], duration: CalendarDuration) {
        self.init(name, parameters: parameters, value: duration.text)
    }

    public init(_ name: PropertyName, offset: UTCOffset) { self.init(name, value: offset.text) }

    public init(_ name: PropertyName, integer: Int) { self.init(name, value: String(integer)) }

    /// Makes a list of periods (FREEBUSY, RDATE;VALUE=PERIOD); the start of the first decides the TZID.
    public init(_ name: PropertyName, parameters: [Parameter] = [], periods: [Period]) {
        var all = parameters.filter { $0.name != "TZID" }
        if let tzid = periods.first?.start.tzid { all.insert(Parameter("TZID", tzid), at: 0) }
        self.init(name, parameters: all, value: periods.map(\.text).joined(separator: ","))
    }

    /// Makes a list of TEXT values (CATEGORIES, RESOURCES).
    public init(_ name: PropertyName, parameters: [Parameter] = [], texts: [String]) {
        self.init(name, parameters: parameters, value: TextValue.list(texts))
    }
}
