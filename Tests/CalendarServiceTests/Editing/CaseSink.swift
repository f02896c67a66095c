import Foundation
import ICalendar

@testable import CalendarService

/// Writes each result with its instances to the file that CALGATE_EDIT_CASES names, for a check by another program (`deploy/check-edits`).
final class CaseSink: Sendable {
    static let shared = CaseSink()
    private let path = ProcessInfo.processInfo.environment["CALGATE_EDIT_CASES"]
    var isWriting: Bool { path != nil }
    private let queue = DispatchQueue(label: "calgate.edit-cases")

    func write(_ object: CalendarObject, through horizon: Instant, zones: ZoneResolver, floating: String = "Europe/Berlin") {
        guard let path else { return }
        let ids = EditingModel.read(object, zones: zones, through: horizon)
        var text: [UInt8] = []
        object.components.forEach { Serializer().append($0, to: &text) }
        let record: [String: Any] = [
            "ics": String(decoding: text, as: UTF8.self), "through": horizon.text, "floating": floating,
            "ids": ids.map(\.0.text).sorted(), "starts": ids.map { zones.instant(of: $0.1.start).text }.sorted(),
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
