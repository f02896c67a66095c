public import ICalendar

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The zone files of the system: TZDIR if set, else `/usr/share/zoneinfo` (package `tzdata`).
///
/// Names are checked against the list made at the start, so that a TZID can never reach a file outside the folder.
public struct SystemTimeZoneDatabase: TimeZoneProvider {
    /// Why there are no zones.
    public struct MissingDatabase: Error, Hashable, Sendable, CustomStringConvertible {
        public var directory: String

        public var description: String {
            "No time zone files in \(directory). Install the package tzdata, or set TZDIR to the folder that holds them."
        }
    }

    /// The folder with the files.
    public let directory: String
    public let identifiers: [String]
    public let version: String
    /// The path below `directory` for each identifier.
    private let paths: [String: String]

    /// Lists the folder; reads no zone yet.
    ///
    /// - Parameter directory: the folder, nil for the system's.
    /// - Throws: `MissingDatabase` if the folder holds no zone file.
    public init(directory: String? = nil) throws(MissingDatabase) {
        let directory = directory ?? Self.systemDirectory
        self.directory = directory
        var paths: [String: String] = [:]
        for path in ZoneFolder.files(below: directory) { paths[path] = path }
        guard !paths.isEmpty else { throw MissingDatabase(directory: directory) }

        let source = ZoneFolder.contents(of: directory + "/tzdata.zi", limit: 1 << 20).map { String(decoding: $0, as: UTF8.self) }
        // Some systems install old names apart; the compact source still says what they stand for.
        for line in (source ?? "").split(separator: "\n") where line.hasPrefix("L ") {
            let fields = line.split(separator: " ")
            if fields.count == 3, paths[String(fields[2])] == nil, let target = paths[String(fields[1])] {
                paths[String(fields[2])] = target
            }
        }
        self.paths = paths
        identifiers = paths.keys.sorted()
        version = Self.version(in: directory, source: source)
    }

    public func tzif(named identifier: String) -> [UInt8]? {
        guard let path = paths[identifier] else { return nil }
        return ZoneFolder.contents(of: directory + "/" + path, limit: 1 << 20)
    }

    private static var systemDirectory: String {
        guard let value = getenv("TZDIR") else { return "/usr/share/zoneinfo" }
        let text = String(cString: value)
        return text.isEmpty ? "/usr/share/zoneinfo" : text
    }

    /// From the first line of `tzdata.zi` (`# version 2025b`), else from `+VERSION`, else by the expiry that `leapseconds` names; `unknown` without any.
    private static func version(in directory: String, source: String?) -> String {
        if let line = source?.split(separator: "\n", maxSplits: 1).first, line.hasPrefix("# version ") {
            return String(line.dropFirst("# version ".count))
        }
        for name in ["+VERSION", "VERSION"] {
            if let bytes = ZoneFolder.contents(of: directory + "/" + name, limit: 64) {
                let text = String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
                if !text.isEmpty { return text }
            }
        }
        if let bytes = ZoneFolder.contents(of: directory + "/leapseconds", limit: 1 << 16) {
            for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "#expires ".utf8) {
                let number = String(decoding: line.dropFirst("#expires ".utf8.count).prefix { $0 != 0x20 }, as: UTF8.self)
                return "leapseconds-\(number)"
            }
        }
        return "unknown"
    }
}
