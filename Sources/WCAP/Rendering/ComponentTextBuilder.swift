import ICalendar

/// Puts the text of one component together, line by line, and notes where digits of instances stand.
struct ComponentTextBuilder {
    private let format: OutputFormat
    private let serializer = Serializer()
    private var xml = XMLComponentWriter()
    private(set) var octets: [UInt8] = []
    private(set) var slots: [ComponentText.Slot] = []
    /// Lines behind the last slot, not yet in the form of the format.
    private var pending: [UInt8] = []

    init(_ format: OutputFormat) { self.format = format }

    /// Begins a component; false for one that the format cannot name.
    mutating func open(_ name: ComponentName) -> Bool {
        guard format != .xml else { return xml.appendOpening(name, to: &pending) }
        pending.append(contentsOf: "BEGIN:\(name.text)\r\n".utf8)
        return true
    }

    mutating func close(_ name: ComponentName) {
        guard format != .xml else { return xml.appendClosing(name, to: &pending) }
        pending.append(contentsOf: "END:\(name.text)\r\n".utf8)
    }

    mutating func append(_ property: Property) {
        format == .xml ? xml.append(property, to: &pending) : serializer.append(property, to: &pending)
    }

    /// Appends a line whose value begins with the digits of a time.
    ///
    /// - Returns: false when the digits are not to be found: the text is that of one instance then.
    mutating func append(
        _ property: Property, showing time: InstanceTimes.Time, style: ComponentText.Slot.Style, offset: Int64 = 0
    ) -> Bool {
        var line: [UInt8] = []
        format == .xml ? xml.append(property, to: &line) : serializer.append(property, to: &line)
        let digits = property.value.prefix(style.width)
        guard digits.count == style.width, let place = Self.place(of: digits, in: line) else {
            pending.append(contentsOf: line)
            return false
        }
        pending.append(contentsOf: line[..<place])
        flush()
        slots.append(ComponentText.Slot(place: octets.count, time: time, style: style, offset: offset))
        octets.append(contentsOf: digits)
        pending.append(contentsOf: line[(place + style.width)...])
        return true
    }

    /// The text so far is complete.
    mutating func finish() { flush() }

    private mutating func flush() {
        format == .script ? ScriptPageWriter.appendEscaped(pending, to: &octets) : octets.append(contentsOf: pending)
        pending.removeAll(keepingCapacity: true)
    }

    private static func place(of digits: Bytes, in line: [UInt8]) -> Int? {
        guard line.count >= digits.count else { return nil }
        return (0...(line.count - digits.count)).first { line[$0..<($0 + digits.count)].elementsEqual(digits) }
    }
}
