import CalendarStore
import ICalendar
import Synchronization

/// Lines that several components of an answer share, and answers after it. Known by its identity: what becomes of it is made once for all of them.
final class CommonProperties: Sendable {
    let properties: [Property]
    /// Octets that their text takes, rounded up.
    let size: Int
    /// Whether addresses are among them, which each answer shows in its own way.
    let hasAddresses: Bool
    /// Whether clients expect an organizer: not of a stripped item.
    let isWhole: Bool
    private let text = Mutex<(format: OutputFormat, octets: [UInt8])?>(nil)

    init(_ properties: [Property]) {
        self.properties = properties
        size = Serializer().size(of: Component(.vevent, properties: properties))
        hasAddresses = properties.contains { $0.isNamed(.attendee) || $0.isNamed(.organizer) }
        isWhole = properties.contains { $0.isNamed(.sequence) || $0.isNamed(.organizer) }
    }

    /// The lines as written in a format; the last is remembered.
    func text(_ format: OutputFormat, _ write: (_ property: Property, _ text: inout [UInt8]) -> Void) -> [UInt8] {
        if let known = text.withLock({ $0 }), known.format == format { return known.octets }
        var octets: [UInt8] = []
        octets.reserveCapacity(size)
        for property in properties { write(property, &octets) }
        text.withLock { $0 = (format, octets) }
        return octets
    }
}

/// The common lines of the components of one object, made as they are asked for.
final class ObjectLines: Sendable {
    /// What they depend on, beside the object's text.
    struct Key: Hashable, Sendable {
        var rendering: ComponentRendering.Identity
        var isInstance: Bool
        var uid: String
        var classification: Classification
        var created: Timestamp
        var modified: Timestamp
    }

    private let lines = Mutex<[Int: CommonProperties]>([:])

    func common(of index: Int, _ make: () -> [Property]) -> CommonProperties {
        if let known = lines.withLock({ $0[index] }) { return known }
        let made = CommonProperties(make())
        lines.withLock { $0[index] = made }
        return made
    }
}
