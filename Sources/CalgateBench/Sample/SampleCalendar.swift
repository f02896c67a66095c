import ICalendar
import SeededRandom

/// A realistic calendar, the same on every machine: singles, all-day events, weekly series with overrides, meetings, long texts, to-dos.
///
/// Singles are spread over 2022 to 2026; item *i* is the same however many there are.
struct SampleCalendar: Sendable {
    static let seed: UInt64 = 20_260_101
    /// The month that queries ask for: March 2025.
    static let month = Instant(seconds: 1_740_787_200)..<Instant(seconds: 1_743_465_600)
    static let monthText = (start: "20250301T000000Z", end: "20250401T000000Z")

    let items: [SampleItem]

    init(items count: Int) {
        items = (0..<count).map { SampleItem(number: $0, seed: Self.seed) }
    }

    private init(items: [SampleItem]) { self.items = items }

    /// The whole calendar as one text.
    func text() -> [UInt8] {
        var text = Self.opening + SampleZones.text
        for item in items { text += item.octets }
        return text + Self.closing
    }

    /// The first `count` items.
    func prefix(_ count: Int) -> SampleCalendar { SampleCalendar(items: Array(items.prefix(count))) }

    /// The same calendar with the title of its middle item changed.
    func touched(_ edit: Int) -> SampleCalendar {
        var items = items
        let middle = items.count / 2
        if items.indices.contains(middle) { items[middle].retitle("Changed \(edit)") }
        return SampleCalendar(items: items)
    }

    /// Each item as a VCALENDAR of its own.
    func singles() -> [[UInt8]] { items.map { Self.opening + SampleZones.text + $0.octets + Self.closing } }

    private static let opening = Array(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Calgate//Benchmark//EN\r\nCALSCALE:GREGORIAN\r\n".utf8)
    private static let closing = Array("END:VCALENDAR\r\n".utf8)
}
