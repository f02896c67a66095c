import CalendarService
import Foundation
import ICalendar

/// Series as a running server has them, written with their instances to the file that CALGATE_WIRE_CASES names, for a check by another
/// program (`deploy/check-edits`).
enum WireCase {
    private static let queue = DispatchQueue(label: "calgate.wire-cases")

    static func write(_ object: CalendarObject, zones: ZoneResolver, through end: Instant) {
        guard let path = ProcessInfo.processInfo.environment["CALGATE_WIRE_CASES"], object.components.count < 500 else { return }
        let reach = Instant.distantPast..<end.advanced(bySeconds: 31 * 86_400)
        let found = Expansion(object, zones: zones).occurrences(overlapping: reach, limit: 3_000).list
        // The other program counts every instance from the first on.
        guard found.count < 3_000 else { return }
        let counted = found.filter { ($0.recurrenceInstant ?? $0.startInstant) <= end }
        var text: [UInt8] = []
        object.components.forEach { Serializer().append($0, to: &text) }
        let record: [String: Any] = [
            "ics": String(decoding: text, as: UTF8.self), "through": end.text, "floating": "UTC",
            "ids": counted.map { ($0.recurrenceInstant ?? $0.startInstant).text }.sorted(),
            "starts": counted.map(\.startInstant.text).sorted(),
        ]
        queue.sync {
            guard let line = try? JSONSerialization.data(withJSONObject: record, options: [.sortedKeys]) else { return }
            if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
            guard let file = FileHandle(forWritingAtPath: path) else { return }
            defer { try? file.close() }
            _ = try? file.seekToEnd()
            try? file.write(contentsOf: line + Data([0x0A]))
        }
    }
}
