public import ICalendar

/// The components of an object as texts of single instances, with their times left open: what `expand` (RFC 4791 section 9.6.5) sends.
///
/// Times are in UTC, dates and floating times stay what they are; recurrence properties are left out.
public struct InstanceTexts: Sendable {
    private enum Piece: Sendable {
        case octets(TextPiece)
        /// DTSTART, and RECURRENCE-ID behind it.
        case start
        /// RECURRENCE-ID of a component without DTSTART.
        case recurrenceID
        /// DTEND or DUE, with the line as it stands for instances without an end.
        case end(PropertyName, otherwise: TextPiece)
    }

    let floating: ZoneRules
    /// What stands around the instances of one VCALENDAR.
    public let opening: TextPiece
    public var closing: TextPiece { CalendarFrame.closingPiece }
    /// By index of the component.
    private let components: [[Piece]]

    init(_ object: CalendarObject, opening: TextPiece, zones: ZoneResolver) {
        self.opening = opening
        floating = zones.floating
        components = object.components.map { Self.pieces(of: $0, zones: zones) }
    }

    private static func pieces(of component: Component, zones: ZoneResolver) -> [Piece] {
        var pieces: [Piece] = []
        var text: [UInt8] = []
        let serializer = Serializer()
        func cut() {
            if !text.isEmpty { pieces.append(.octets(TextPiece(text))) }
            text = []
        }
        text += Array("BEGIN:\(component.name)\r\n".utf8)
        let endName: PropertyName = component.name == .vtodo ? .due : .dtend
        var hasStart = false
        var hasEnd = false
        for property in component.properties {
            switch property.name {
            case .rrule, .rdate, .exrule, .exdate, .recurrenceID: continue
            case .dtstart:
                guard !hasStart else { continue }
                hasStart = true
                cut()
                pieces.append(.start)
            case endName:
                guard !hasEnd else { continue }
                hasEnd = true
                cut()
                var line: [UInt8] = []
                serializer.append(inUTC(property, zones), to: &line)
                pieces.append(.end(endName, otherwise: TextPiece(line)))
            default: serializer.append(inUTC(property, zones), to: &text)
            }
        }
        if !hasStart {
            cut()
            pieces.append(.recurrenceID)
        }
        for part in component.components { serializer.append(part, to: &text) }
        text += Array("END:\(component.name)\r\n".utf8)
        cut()
        return pieces
    }

    /// Without its TZID, for no VTIMEZONE goes along.
    private static func inUTC(_ property: Property, _ zones: ZoneResolver) -> Property {
        guard property.hasParameters, property.parameter("TZID") != nil, let value = try? property.dateTime(), case .zoned = value else {
            return property
        }
        let others = property.parameters.filter { $0.name != "TZID" }
        return Property(property.name, parameters: others, dateTime: .utc(zones.instant(of: value).utc))
    }

    /// Octets that an instance takes, rounded up.
    public func size(of occurrence: Occurrence) -> Int {
        guard components.indices.contains(occurrence.componentIndex) else { return 0 }
        return components[occurrence.componentIndex].reduce(0) { size, piece in
            switch piece {
            case .octets(let piece): size + piece.octets.count
            case .end(_, let line): size + line.octets.count + 48
            case .start, .recurrenceID: size + 96
            }
        }
    }

    /// Appends an instance as a component.
    public func append(_ occurrence: Occurrence, in form: TextForm = .plain, to text: inout [UInt8]) {
        guard components.indices.contains(occurrence.componentIndex) else { return }
        for piece in components[occurrence.componentIndex] {
            switch piece {
            case .octets(let piece): text.append(contentsOf: piece.octets(in: form))
            case .start:
                append(.dtstart, occurrence.start, occurrence.startInstant, form, to: &text)
                appendRecurrenceID(of: occurrence, form, to: &text)
            case .recurrenceID: appendRecurrenceID(of: occurrence, form, to: &text)
            case .end(let name, let line):
                if let end = occurrence.end {
                    append(name, end, occurrence.endInstant, form, to: &text)
                } else {
                    text.append(contentsOf: line.octets(in: form))
                }
            }
        }
    }

    private func appendRecurrenceID(of occurrence: Occurrence, _ form: TextForm, to text: inout [UInt8]) {
        guard let id = occurrence.recurrenceID, let instant = occurrence.recurrenceInstant else { return }
        append(.recurrenceID, id, instant, form, to: &text)
    }

    private func append(_ name: PropertyName, _ value: DateTimeValue, _ instant: Instant, _ form: TextForm, to text: inout [UInt8]) {
        text.append(contentsOf: name.text.utf8)
        switch value {
        case .date(let date):
            text.append(contentsOf: ";VALUE=DATE:".utf8)
            text.append(contentsOf: date.text.utf8)
        case .floating(let local):
            text.append(UInt8(ascii: ":"))
            text.append(contentsOf: local.text.utf8)
        case .utc, .zoned:
            text.append(UInt8(ascii: ":"))
            instant.appendText(to: &text)
        }
        text.append(contentsOf: form.lineEnd)
    }
}
