import ICalendar
import NIOCore

/// A component as an answer shows it, in the octets of the answer's format.
///
/// The text of an instance has places where its times stand: those of its neighbours are the same octets with other digits.
final class ComponentText: Sendable {
    /// Digits that differ from instance to instance.
    struct Slot: Sendable {
        enum Style: UInt8, Sendable {
            /// `20260301`
            case date
            /// `20260301T100000`, a `Z` behind it belongs to the text.
            case utc
            /// The same on the clock of `tzidout`.
            case local

            var width: Int { self == .date ? 8 : 15 }
        }

        /// Where the first digit stands.
        var place: Int
        var time: InstanceTimes.Time
        var style: Style
        /// Seconds after that time: an alarm's.
        var offset: Int64 = 0
    }

    let octets: [UInt8]
    let slots: [Slot]
    /// nil: the text of a component as it stands.
    let shape: InstanceShape?
    /// Whether the text is that of all instances of the shape, but for digits.
    let isShared: Bool
    let isToDo: Bool
    /// Whether it names an instance of a series.
    let hasRecurrenceID: Bool
    /// The store's directory version for which its addresses hold; nil: it has none that were looked up.
    let directoryVersion: Int64?

    init(
        octets: [UInt8], slots: [Slot] = [], shape: InstanceShape? = nil, isShared: Bool = false, isToDo: Bool, hasRecurrenceID: Bool,
        directoryVersion: Int64?
    ) {
        self.octets = octets
        self.slots = slots
        self.shape = shape
        self.isShared = isShared
        self.isToDo = isToDo
        self.hasRecurrenceID = hasRecurrenceID
        self.directoryVersion = directoryVersion
    }

    /// Whether the addresses in it are those of now.
    func isCurrent(_ version: Int64) -> Bool { directoryVersion == nil || directoryVersion == version }

    /// Appends the text with the times of an instance.
    func append(_ times: InstanceTimes, clock: inout OutputClock, to buffer: inout ByteBuffer) {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: octets.count) { raw in
            octets.withUnsafeBytes { raw.copyMemory(from: $0) }
            for slot in slots {
                let seconds = times[slot.time] &+ slot.offset
                let place = raw[slot.place..<(slot.place + slot.style.width)].bindMemory(to: UInt8.self)
                switch slot.style {
                case .date: LocalDateTime(timelineSeconds: seconds).date.write(to: place)
                case .utc: LocalDateTime(timelineSeconds: seconds).write(to: place)
                case .local: clock.reading(at: seconds).write(to: place)
                }
            }
            return octets.count
        }
    }
}

/// The clock of `tzidout`, which seldom changes between times that follow each other.
struct OutputClock {
    private var offsets: ZoneOffsets?

    init(_ zone: ZoneRules?) { offsets = zone.map { ZoneOffsets($0) } }

    mutating func reading(at seconds: Int64) -> LocalDateTime {
        let offset = offsets?.offset(at: Instant(seconds: seconds)) ?? .zero
        return LocalDateTime(timelineSeconds: seconds + Int64(offset.seconds))
    }
}
