import CalendarStore
import ICalendar
import Synchronization

/// The content of one object: its text, and what is made of it when somebody first asks.
///
/// Everything in it follows from the text, the zone definitions it names and the zone database; rights, names and times of storing do not.
final class CachedObject: Sendable {
    private enum Source: Sendable {
        /// As stored, with the definitions of the zones that the text names and does not bring.
        case text(ObjectText, zones: [ZoneText])
        case object(CalendarObject, definitions: [Component])
    }

    /// The object in its parts.
    struct Parsed: Sendable {
        let object: CalendarObject
        /// The definitions that do not stand for a zone of the database.
        let definitions: [Component]
        /// Properties of the VCALENDAR it came in, or of the one it leaves in.
        let calendarProperties: [Property]
    }

    private struct Made {
        var parsed: Parsed?
        var placed: PlacedObject?
        var stripped: CachedObject?
        var instances: InstanceTexts?
        var kept: Kept?
        var pieces: [TextPiece]?
    }

    /// A reference, so that looking costs one count.
    private final class Kept: Sendable {
        let key: any Sendable
        let floating: ZoneRules
        let value: any Sendable

        init(key: any Sendable, floating: ZoneRules, value: any Sendable) {
            self.key = key
            self.floating = floating
            self.value = value
        }
    }

    private let uid: String
    private let kind: ComponentName
    private let source: Source
    private let frame: CalendarFrame
    private let registry: TimeZoneRegistry
    private let made = Mutex(Made())

    /// What the store keeps.
    init(_ record: ObjectRecord, _ text: ObjectText, zones: [ZoneText], frame: CalendarFrame, registry: TimeZoneRegistry) {
        uid = record.uid
        kind = record.kind
        source = .text(text, zones: zones)
        self.frame = frame
        self.registry = registry
    }

    /// An object that was made of others.
    init(_ object: CalendarObject, definitions: [Component], frame: CalendarFrame, registry: TimeZoneRegistry) {
        uid = object.uid
        kind = object.kind
        source = .object(object, definitions: definitions)
        self.frame = frame
        self.registry = registry
    }

    /// Octets of memory that it may come to take: text, lines, rules, the text of instances and what front ends keep.
    var cost: Int {
        switch source {
        case .text(let text, _): 8 * text.octets.count + 4096
        case .object: 0
        }
    }

    var parsed: Parsed {
        if let parsed = made.withLock({ $0.parsed }) { return parsed }
        let parsed = parse()
        made.withLock { $0.parsed = parsed }
        return parsed
    }

    private func parse() -> Parsed {
        switch source {
        case .object(let object, let definitions):
            return Parsed(object: object, definitions: definitions, calendarProperties: frame.properties)
        case .text(let text, let kept):
            let calendars = Parser().parse(text.octets).calendars
            let components = calendars.flatMap(\.components)
            let brought = components.filter { $0.name == .vtimezone }.map { ZoneText($0, registry: registry) }
            let zones = brought + kept
            let object = CalendarObject(
                uid: uid, kind: kind, components: components.filter { $0.name == kind }, timeZones: zones.map(\.definition))
            return Parsed(
                object: object, definitions: zones.filter { !$0.isByName }.map(\.definition),
                calendarProperties: text.form == .components ? frame.properties : calendars.first?.properties ?? [])
        }
    }

    /// The object in time. The zone of floating times belongs to the calendar, seldom changes, and only the last one is remembered.
    func placed(floating: ZoneRules) -> PlacedObject {
        if let placed = made.withLock({ $0.placed }), placed.floating.isSame(as: floating) { return placed }
        let placed = PlacedObject(parsed, registry: registry, floating: floating)
        made.withLock {
            $0.placed = placed
            $0.instances = nil
        }
        return placed
    }

    /// The components as texts of single instances.
    func instances(floating: ZoneRules) -> InstanceTexts {
        let placed = placed(floating: floating)
        if let instances = made.withLock({ $0.instances }), instances.floating.isSame(as: floating) { return instances }
        let instances = InstanceTexts(parsed.object, opening: openingPiece, zones: placed.zones)
        made.withLock { $0.instances = instances }
        return instances
    }

    /// What a front end made of it under a key. Only the last is remembered.
    func kept<Key: Hashable & Sendable, Value: Sendable>(for key: Key, floating: ZoneRules, _ make: () -> Value) -> Value {
        if let kept = made.withLock({ $0.kept }), let known = kept.key as? Key, known == key, kept.floating.isSame(as: floating),
            let value = kept.value as? Value
        {
            return value
        }
        let value = make()
        made.withLock { $0.kept = Kept(key: key, floating: floating, value: value) }
        return value
    }

    /// What those see of it who may only know when it takes place.
    var stripped: CachedObject {
        if let stripped = made.withLock({ $0.stripped }) { return stripped }
        let parsed = parsed
        let stripped = CachedObject(
            StrippedView.strip(parsed.object), definitions: parsed.definitions, frame: frame, registry: registry)
        made.withLock { $0.stripped = stripped }
        return stripped
    }

    /// The VCALENDAR that a GET serves, in pieces that need not be copied together.
    var pieces: [TextPiece] {
        if let pieces = made.withLock({ $0.pieces }) { return pieces }
        let pieces = makePieces()
        made.withLock { $0.pieces = pieces }
        return pieces
    }

    /// BEGIN and the properties of the VCALENDAR that it leaves in.
    private var openingPiece: TextPiece {
        guard case .text(let text, _) = source, text.form == .verbatim else { return frame.openingPiece }
        var opening = Array("BEGIN:VCALENDAR\r\n".utf8)
        let serializer = Serializer()
        for property in parsed.calendarProperties { serializer.append(property, to: &opening) }
        return TextPiece(opening)
    }

    private func makePieces() -> [TextPiece] {
        switch source {
        case .text(let text, let zones):
            let own = TextPiece(text.octets)
            return text.form == .components ? [frame.openingPiece] + zones.map(\.piece) + [own, CalendarFrame.closingPiece] : [own]
        case .object(let object, _):
            var text: [UInt8] = []
            let serializer = Serializer()
            for component in object.timeZones + object.components { serializer.append(component, to: &text) }
            return [frame.openingPiece, TextPiece(text), CalendarFrame.closingPiece]
        }
    }
}
