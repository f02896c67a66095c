import ICalendar
import NIOCore

/// The components of a calendar that an answer shows: finished texts, the times to put into them, and their order.
///
/// Components that belong together are a group: one instance, or a master with its overrides. Those are never cut apart.
struct FetchedText: Sendable {
    private struct Group {
        var start: Int64
        var isToDo: Bool
        /// Index into `uids`.
        var object: Int32
        /// Place of the first part, and how many there are.
        var first: Int32
        var count: Int32
    }

    private struct Part {
        /// Index into `texts`.
        var text: Int32
        var times: InstanceTimes
    }

    private let outputZone: ZoneRules?
    private var groups: [Group] = []
    private var parts: [Part] = []
    private var texts: [ComponentText] = []
    private var uids: [String] = []
    /// Octets of all.
    private(set) var size = 0

    init(outputZone: ZoneRules?) { self.outputZone = outputZone }

    // MARK: Gathering

    /// What follows belongs to an object of this UID.
    mutating func beginObject(_ uid: String) { uids.append(uid) }

    /// Adds a text for instances, and returns its number.
    mutating func add(_ text: ComponentText) -> Int32 {
        texts.append(text)
        return Int32(truncatingIfNeeded: texts.count - 1)
    }

    /// Adds an instance as a group of its own.
    mutating func append(_ text: Int32, _ times: InstanceTimes) {
        let shown = texts[Int(text)]
        size += shown.octets.count
        groups.append(
            Group(
                start: times.startInstant, isToDo: shown.isToDo, object: Int32(truncatingIfNeeded: uids.count - 1),
                first: Int32(truncatingIfNeeded: parts.count), count: 1))
        parts.append(Part(text: text, times: times))
    }

    /// Adds components as they stand as one group.
    ///
    /// - Parameter start: nil: behind everything that has one.
    mutating func append(_ components: [ComponentText], start: Instant?) {
        groups.append(
            Group(
                start: (start ?? .distantFuture).seconds, isToDo: components.first?.isToDo ?? false,
                object: Int32(truncatingIfNeeded: uids.count - 1), first: Int32(truncatingIfNeeded: parts.count),
                count: Int32(truncatingIfNeeded: components.count)))
        for text in components {
            size += text.octets.count
            parts.append(Part(text: add(text), times: InstanceTimes()))
        }
    }

    // MARK: Shaping

    mutating func sort(_ order: FetchOptions.Order) {
        // Stable by UID and place where starts are equal.
        let uids = uids
        func comesFirst(_ left: Group, _ right: Group) -> Bool {
            if order == .eventsFirst, left.isToDo != right.isToDo { return right.isToDo }
            let (first, second) = order == .descending ? (right, left) : (left, right)
            if first.start != second.start { return first.start < second.start }
            guard first.object != second.object else { return left.first < right.first }
            let (firstUID, secondUID) = (uids[Int(first.object)], uids[Int(second.object)])
            return firstUID == secondUID ? left.first < right.first : firstUID < secondUID
        }
        groups.sort(by: comesFirst)
    }

    /// Leaves whole groups as long as there is room for one component more; nil: no limit. Lowers it by what is left in.
    mutating func limit(to remaining: inout Int?) {
        guard var left = remaining else { return }
        var kept = 0
        while kept < groups.count, left > 0 {
            left = max(left - Int(groups[kept].count), 0)
            kept += 1
        }
        remaining = left
        groups.removeSubrange(kept...)
        measure()
    }

    /// Leaves so many components, whatever they belong to.
    mutating func cut(toComponents maximum: Int) {
        var left = maximum
        for index in groups.indices {
            groups[index].count = min(groups[index].count, Int32(clamping: left))
            left -= Int(groups[index].count)
        }
        measure()
    }

    private mutating func measure() {
        size = groups.reduce(0) { size, group in
            parts[Int(group.first)..<Int(group.first + group.count)].reduce(size) { $0 + texts[Int($1.text)].octets.count }
        }
    }

    /// Whether there is a group, from one on, that holds instances of a series and nothing else.
    func hasOnlyInstances(inGroupFrom first: Int) -> Bool {
        groups[first...].contains { group in
            group.count > 0
                && parts[Int(group.first)..<Int(group.first + group.count)].allSatisfy { texts[Int($0.text)].hasRecurrenceID }
        }
    }

    var groupCount: Int { groups.count }

    // MARK: Writing

    /// Octets after which a buffer is full. Pieces of this size come from the allocator's heaps again and again.
    private static let bufferLength = 128 << 10

    /// The octets of all components, in order.
    var buffers: [ByteBuffer] {
        var full: [ByteBuffer] = []
        var clock = OutputClock(outputZone)
        var rest = size
        var buffer = ByteBufferAllocator().buffer(capacity: min(rest, Self.bufferLength))
        for group in groups {
            for part in parts[Int(group.first)..<Int(group.first + group.count)] {
                let text = texts[Int(part.text)]
                if buffer.readableBytes > 0, buffer.writableBytes < text.octets.count {
                    full.append(buffer)
                    buffer = ByteBufferAllocator().buffer(capacity: max(min(rest, Self.bufferLength), text.octets.count))
                }
                text.append(part.times, clock: &clock, to: &buffer)
                rest -= text.octets.count
            }
        }
        if buffer.readableBytes > 0 { full.append(buffer) }
        return full
    }
}
