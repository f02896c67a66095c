/// Makes component trees of unfolded lines and notes what is odd about their structure.
///
/// Keeps open components in a list of its own instead of calling itself, so that no input can exhaust the stack.
struct TreeBuilder {
    /// A component whose END has not come yet.
    private struct Frame {
        var name: ComponentName
        var line: Int
        /// Properties of the component around it.
        var outerProperties: [Property]
        /// Where its sub-components begin in `components`.
        var firstComponent: Int
        /// Findings made inside it.
        var firstFinding: Int
        /// Registered names seen, as bits.
        var seen: UInt64 = 0
        var starts = 0

        mutating func note(_ name: RegisteredName) {
            seen |= 1 &<< UInt64(name.rawValue & 63)
            if name == .dtstart { starts &+= 1 }
        }

        /// Whether a name was seen (one with a number below 64).
        func saw(_ name: RegisteredName) -> Bool { seen & (1 &<< UInt64(name.rawValue & 63)) != 0 }
    }

    let unfolder: LineUnfolder
    let limits: ParserLimits
    let transportCharset: SingleByteCharset?
    let converter: CharsetConverter?

    private(set) var calendars: [Component] = []
    var findings: [Finding]
    private var kinds: Set<Deviation> = []
    private var frames: [Frame] = []
    /// Properties of the innermost open component.
    var properties: [Property] = []
    /// Finished sub-components of all open components.
    private var components: [Component] = []
    /// Place in `calendars` of the one that gathers components outside any VCALENDAR.
    private var gathering: Int?
    private var sawComponent = false
    private var stop = false

    init(_ unfolder: LineUnfolder, limits: ParserLimits, charset: String?, converter: CharsetConverter?, findings: [Finding]) {
        self.unfolder = unfolder
        self.limits = limits
        self.converter = converter
        self.findings = findings
        transportCharset = charset.flatMap(SingleByteCharset.named)
    }

    /// Whether lines have to be looked at for control characters, and for octets that are no UTF-8.
    private var checksControls = false
    private var checksUTF8 = false

    mutating func build() {
        let octets = unfolder.octets
        checksControls = unfolder.hasControls
        octets.withUnsafeBufferPointer { text in
            checksUTF8 = unfolder.hasNonASCII && !UTF8Check.isValid(text)
            guard let base = text.baseAddress else { return }
            CharacterClass.nameOctets.withUnsafeBufferPointer { names in
                guard let nameOctets = names.baseAddress else { return }
                readLines(octets, base, nameOctets)
            }
        }
        closeAll()
    }

    private mutating func readLines(_ storage: [UInt8], _ text: UnsafePointer<UInt8>, _ nameOctets: UnsafePointer<UInt8>) {
        let lines = unfolder.lines
        let table = RegisteredNameTable.shared
        var index = 0
        while index < lines.count, !stop {
            let line = lines[index]
            index += 1
            if checksControls || checksUTF8,
                let repaired = repairedLine(UnsafeBufferPointer(start: text + Int(line.start), count: Int(line.end - line.start)), line)
            {
                if repaired.isEmpty {
                    if frames.isEmpty, sawComponent { note(.trailingJunk, line.number, "Something after the last END was left out.") }
                    continue
                }
                repaired.withUnsafeBufferPointer { octets in
                    guard let base = octets.baseAddress else { return }
                    let whole = LineUnfolder.Line(start: 0, end: UInt32(truncatingIfNeeded: octets.count), number: line.number)
                    read(whole, repaired, base, nameOctets, table, &index)
                }
            } else {
                read(line, storage, text, nameOctets, table, &index)
            }
        }
    }

    /// Reads one line; `next` is the index of the line after it, moved on when lines are joined.
    @inline(__always)
    private mutating func read(
        _ line: LineUnfolder.Line, _ storage: [UInt8], _ text: UnsafePointer<UInt8>, _ nameOctets: UnsafePointer<UInt8>,
        _ table: RegisteredNameTable, _ next: inout Int
    ) {
        let end = Int(line.end)
        let start = Int(line.start)
        var place = start
        var key = RegisteredNameTable.Key()
        while place < end {
            let octet = nameOctets[Int(text[place])]
            if octet == 0 { break }
            key.put(octet, at: place &- start)
            place &+= 1
        }
        let nameLength = place &- start
        var hasBlank = false
        while place < end, text[place] == 0x20 || text[place] == 0x09 {
            hasBlank = true
            place &+= 1
        }
        guard place < end, nameLength > 0, text[place] == UInt8(ascii: ":") || text[place] == UInt8(ascii: ";") else {
            return strayLine(line, storage)
        }
        let nameEnd = place
        var oddities = ContentLine.Oddities()
        if text[place] == UInt8(ascii: ";") {
            var parameters = 0
            guard let colon = ContentLine.colon(in: text, from: place, to: end, oddities: &oddities, parameters: &parameters) else {
                return strayLine(line, storage)
            }
            if parameters > limits.parameters {
                note(.tooManyParameters, line.number, "The line has more than \(limits.parameters) parameters.", .error)
                return
            }
            place = colon
        }
        let registered = nameLength <= 16 ? table.name(for: key) : .other
        switch registered {
        case .begin:
            return begin(ComponentName(UnsafeBufferPointer(start: text + place + 1, count: end - place - 1)), Int(line.number))
        case .end:
            return self.end(ComponentName(UnsafeBufferPointer(start: text + place + 1, count: end - place - 1)), Int(line.number))
        default: break
        }
        var property = Property(
            storage: storage, start: line.start, end: line.end, nameEnd: UInt32(truncatingIfNeeded: nameEnd),
            valueStart: UInt32(truncatingIfNeeded: place &+ 1), lineNumber: line.number, registered: registered
        )
        guard !frames.isEmpty else {
            if sawComponent || calendars.isEmpty {
                note(.propertyOutsideComponent, line.number, "A property outside any component was left out.", property: property)
            }
            return
        }
        if hasBlank { note(.spaceBeforeColon, line.number, "A blank stands before the colon.", property: property) }
        if !oddities.isEmpty { lookAt(oddities, of: &property, line, &next) }
        frames[frames.count &- 1].note(registered)
        properties.append(property)
    }

    /// Octets that may still be copied to join stray lines with the text before them: keeps the cost linear.
    var continuationBudget = 64 << 20

    /// Whether the last of `properties` belongs to the innermost open component, and nothing came between.
    var hasOpenProperty: Bool {
        guard let frame = frames.last else { return false }
        return !properties.isEmpty && components.count == frame.firstComponent
    }

    // MARK: Components

    private mutating func begin(_ name: ComponentName?, _ line: Int) {
        guard let name else { return note(.namelessComponent, UInt32(clamping: line), "BEGIN without a name.", .error) }
        sawComponent = true
        guard frames.count < limits.depth else {
            note(.nestedTooDeep, UInt32(clamping: line), "Components are nested more than \(limits.depth) deep.", .error)
            stop = true
            return
        }
        if name.isCalendarPart, let outer = frames.last(where: { $0.name.isCalendarPart }) {
            note(.nestedComponent, UInt32(clamping: line), "\(name) stands inside \(outer.name) of line \(outer.line).", .error)
        }
        frames.append(
            Frame(
                name: name, line: line, outerProperties: properties, firstComponent: components.count, firstFinding: findings.count
            )
        )
        properties = []
    }

    private mutating func end(_ name: ComponentName?, _ line: Int) {
        let number = UInt32(clamping: line)
        guard let innermost = frames.last else {
            return note(.extraEnd, number, "END:\(name?.text ?? "") without a BEGIN.", .error)
        }
        if innermost.name == name { return close(line) }
        guard let name, let match = frames.lastIndex(where: { $0.name == name }) else {
            return note(.wrongEnd, number, "END:\(name?.text ?? "") inside \(innermost.name) of line \(innermost.line).", .error)
        }
        while frames.count > match + 1 {
            guard let open = frames.last else { break }
            note(.missingEnd, UInt32(clamping: open.line), "\(open.name) has no END before END:\(name) of line \(line).", .error)
            close(line)
        }
        close(line)
    }

    /// Finishes the innermost component.
    private mutating func close(_ line: Int) {
        guard let frame = frames.popLast() else { return }
        var component = Component(
            frame.name, properties: properties, components: Array(components[frame.firstComponent...]), lineNumber: frame.line)
        properties = frame.outerProperties
        components.removeSubrange(frame.firstComponent...)
        noteMissing(in: frame, component)
        if frame.name == .vcalendar, frame.saw(.version), component.first(.version)?.valueString.trimmedBlanks == "1.0" {
            note(
                .vCalendar1, component.first(.version).map { UInt32(clamping: $0.lineNumber) } ?? 0,
                "vCalendar 1.0 was turned into iCalendar.",
                in: component
            )
            component = VCalendarConverter().converted(component)
        }
        if findings.count > frame.firstFinding { nameOwner(component, from: frame.firstFinding) }
        if let outer = frames.last {
            guard component.name == .vcalendar else { return components.append(component) }
            // A calendar in a calendar is read as one beside it, in anything else it is broken structure.
            let isInCalendar = frames.allSatisfy { $0.name == .vcalendar }
            note(
                isInCalendar ? .nestedCalendar : .nestedComponent, UInt32(clamping: frame.line),
                "VCALENDAR stands inside \(outer.name) of line \(outer.line).", isInCalendar ? .note : .error, in: component
            )
            if isInCalendar { calendars.append(component) } else { components.append(component) }
        } else if component.name == .vcalendar {
            if calendars.contains(where: { $0.name == .vcalendar && $0.lineNumber > 0 }) {
                note(.severalCalendars, UInt32(clamping: frame.line), "The text holds more than one VCALENDAR.")
            }
            calendars.append(component)
            gathering = nil
        } else {
            note(
                .missingCalendar, UInt32(clamping: frame.line), "\(component.name) stands outside any VCALENDAR.", in: component
            )
            if gathering == nil {
                calendars.append(Component(.vcalendar))
                gathering = calendars.count - 1
            }
            if let gathering { calendars[gathering].components.append(component) }
        }
    }

    /// Closes what is open at the end of the text.
    private mutating func closeAll() {
        let wasStopped = stop
        while let open = frames.last {
            if !wasStopped { note(.missingEnd, UInt32(clamping: open.line), "\(open.name) has no END before the end of the text.", .error) }
            close(Int(unfolder.lines.last?.number ?? 0))
        }
    }

    private mutating func noteMissing(in frame: Frame, _ component: Component) {
        func missing(_ builder: inout TreeBuilder, _ deviation: Deviation, _ name: String) {
            builder.note(deviation, UInt32(clamping: frame.line), "\(frame.name) has no \(name).", in: component)
        }
        if frame.starts > 1 {
            let second = component.all(.dtstart).last
            note(
                .repeatedStart, UInt32(clamping: second?.lineNumber ?? frame.line), "\(frame.name) has more than one DTSTART.", .value,
                in: component, property: second
            )
        }
        switch frame.name {
        case .vcalendar:
            if !frame.saw(.version) { missing(&self, .missingVersion, "VERSION") }
            if !frame.saw(.prodid) { missing(&self, .missingProductID, "PRODID") }
            if frame.saw(.method), let method = component.first(.method) {
                note(
                    .method, UInt32(clamping: method.lineNumber), "METHOD:\(method.valueString) makes this a scheduling message.",
                    in: component, property: method
                )
            }
        case .vevent, .vtodo, .vjournal, .vfreebusy:
            if !frame.saw(.uid) || component.uid == nil { missing(&self, .missingUID, "UID") }
            if !frame.saw(.dtstamp) { missing(&self, .missingTimestamp, "DTSTAMP") }
        default: break
        }
    }

    // MARK: Findings

    /// Gives the findings made inside a component its name and UID, where an inner one has not done so.
    private mutating func nameOwner(_ component: Component, from first: Int) {
        let uid = component.uid
        for index in first..<findings.count {
            if findings[index].component == nil { findings[index].component = component.name.text }
            if findings[index].uid == nil { findings[index].uid = uid }
        }
    }

    mutating func note(
        _ deviation: Deviation, _ line: UInt32, _ reason: String, _ severity: Finding.Severity = .note,
        in component: Component? = nil, property: Property? = nil
    ) {
        if findings.count >= limits.findings {
            guard kinds.insert(deviation).inserted else {
                if kinds.insert(.tooManyFindings).inserted {
                    findings.append(Finding(.tooManyFindings, severity: .note, line: Int(line), reason: "Further findings are not listed."))
                }
                return
            }
        } else {
            kinds.insert(deviation)
        }
        findings.append(
            Finding(
                deviation, severity: severity, line: Int(line), component: component?.name.text, uid: component?.uid,
                property: property?.name.text, reason: reason
            )
        )
    }

    /// All findings in order of lines; those that say why the text is no calendar come alone.
    func finishedFindings(for text: [UInt8]) -> [Finding] {
        guard sawComponent, !isOnlyForeign else { return [NoCalendar.finding(for: text)] }
        return findings.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
    }

    /// Whether all components belong to another format.
    private var isOnlyForeign: Bool {
        calendars.allSatisfy {
            $0.lineNumber == 0 && $0.components.allSatisfy { $0.name == "VCARD" || $0.name == "VNOTE" || $0.name == "VMSG" }
        }
    }
}

extension ComponentName {
    /// Whether a component of this kind stands directly in a VCALENDAR and never in another such.
    fileprivate var isCalendarPart: Bool {
        switch self {
        case .vevent, .vtodo, .vjournal, .vfreebusy, .vtimezone: true
        default: false
        }
    }
}
