import Foundation
import ICalendar
import TimeZoneDatabase

/// What the zone tests share.
enum TimeZoneTesting {
    /// The system's zones; the tests need the package `tzdata`.
    static let database = Result { try SystemTimeZoneDatabase() }
    static let registry = Result { TimeZoneRegistry(provider: try database.get()) }

    /// A VTIMEZONE from the lines between its BEGIN and END.
    static func vtimezone(_ lines: String) -> Component {
        let text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-\nBEGIN:VTIMEZONE\n\(lines)\nEND:VTIMEZONE\nEND:VCALENDAR\n"
        let calendars = Parser().parse(Array(text.utf8)).calendars
        return calendars.first?.components.first { $0.name == .vtimezone } ?? Component(.vtimezone)
    }

    /// An instant or a clock reading from `20260301T100000`, as seconds.
    static func seconds(_ text: String) -> Int64 {
        (try? DateTimeValue(Bytes(utf8: text)))?.local.timelineSeconds ?? .min
    }

    static func instant(_ text: String) -> Instant { Instant(seconds: seconds(text)) }

    static func local(_ text: String) -> LocalDateTime { LocalDateTime(timelineSeconds: seconds(text)) }

    /// 1970 and 2101.
    static let span = Instant(seconds: 0)..<instant("21010101T000000")

    /// The folder of shared samples beside the repository, nil where there is none.
    static let corpus: URL? = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        let corpus = folder.deletingLastPathComponent().appendingPathComponent("shared/corpus")
        return FileManager.default.fileExists(atPath: corpus.path) ? corpus : nil
    }()
}

/// Zones made by a test.
struct InventedZones: TimeZoneProvider {
    var files: [String: [UInt8]]
    var identifiers: [String] { files.keys.sorted() }
    var version: String { "test" }
    func tzif(named identifier: String) -> [UInt8]? { files[identifier] }
}

/// Writes TZif data (RFC 8536) for tests.
enum TZifBuilder {
    struct Clock {
        var offset: Int32
        var isDaylight = false
        var name = "X"
    }

    static func data(clocks: [Clock], transitions: [(Int64, UInt8)] = [], footer: String = "", version: UInt8 = 0x32) -> [UInt8] {
        func big(_ value: Int64, _ size: Int) -> [UInt8] {
            (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (Int64($0) * 8)) }
        }
        var names: [UInt8] = []
        var types: [UInt8] = []
        for clock in clocks {
            types += big(Int64(clock.offset), 4) + [clock.isDaylight ? 1 : 0, UInt8(names.count)]
            names += Array(clock.name.utf8) + [0]
        }
        func block(_ timeSize: Int) -> [UInt8] {
            var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
            bytes += big(0, 4) + big(0, 4) + big(0, 4) + big(Int64(transitions.count), 4) + big(Int64(clocks.count), 4)
            bytes += big(Int64(names.count), 4)
            for (time, _) in transitions { bytes += big(time, timeSize) }
            return bytes + transitions.map(\.1) + types + names
        }
        if version == 0 { return block(4) }
        return block(4) + block(8) + Array("\n\(footer)\n".utf8)
    }
}
