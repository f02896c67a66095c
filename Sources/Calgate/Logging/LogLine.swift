import CalendarStore
import ICalendar

/// One line of a log, built field by field.
struct LogLine {
    private var octets: [UInt8] = []
    private let isJSON: Bool

    init(format: Configuration.LogFormat) {
        isJSON = format == .json
        octets.reserveCapacity(320)
        if isJSON { octets.append(UInt8(ascii: "{")) }
    }

    mutating func add(_ key: StaticString, _ value: String) {
        key.withUTF8Buffer { begin($0) }
        if isJSON { quote(value) } else if Self.isPlain(value) { octets.append(contentsOf: value.utf8) } else { quote(value) }
    }

    mutating func add(_ key: String, _ value: String) {
        var key = key
        key.withUTF8 { begin($0) }
        if isJSON || !Self.isPlain(value) { quote(value) } else { octets.append(contentsOf: value.utf8) }
    }

    mutating func add(_ key: StaticString, _ value: Int) {
        key.withUTF8Buffer { begin($0) }
        octets.append(contentsOf: String(value).utf8)
    }

    /// RFC 3339 in UTC with milliseconds.
    mutating func add(_ key: StaticString, time: Timestamp) {
        let utc = time.instant.utc
        let milliseconds = Int(((time.microseconds % 1_000_000) + 1_000_000) % 1_000_000 / 1000)
        let text =
            "\(Self.pad(utc.date.year, 4))-\(Self.pad(utc.date.month, 2))-\(Self.pad(utc.date.day, 2))T"
            + "\(Self.pad(utc.hour, 2)):\(Self.pad(utc.minute, 2)):\(Self.pad(utc.second, 2)).\(Self.pad(milliseconds, 3))Z"
        add(key, text)
    }

    /// The line with its line end.
    consuming func finished() -> [UInt8] {
        if isJSON { octets.append(UInt8(ascii: "}")) }
        octets.append(UInt8(ascii: "\n"))
        return octets
    }

    private mutating func begin(_ key: UnsafeBufferPointer<UInt8>) {
        if isJSON {
            if octets.count > 1 { octets.append(UInt8(ascii: ",")) }
            octets.append(UInt8(ascii: "\""))
            octets.append(contentsOf: key)
            octets.append(UInt8(ascii: "\""))
            octets.append(UInt8(ascii: ":"))
        } else {
            if !octets.isEmpty { octets.append(UInt8(ascii: " ")) }
            octets.append(contentsOf: key)
            octets.append(UInt8(ascii: "="))
        }
    }

    private mutating func quote(_ value: String) {
        octets.append(UInt8(ascii: "\""))
        for octet in value.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                octets.append(UInt8(ascii: "\\"))
                octets.append(octet)
            case UInt8(ascii: "\n"): octets.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): octets.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): octets.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                octets.append(contentsOf: "\\u00".utf8)
                octets.append(Self.hexDigit(octet >> 4))
                octets.append(Self.hexDigit(octet & 15))
            default: octets.append(octet)
            }
        }
        octets.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ value: String) -> Bool {
        !value.isEmpty
            && value.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "\\")
            }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

    private static func pad(_ value: some BinaryInteger, _ width: Int) -> String {
        let digits = String(value)
        return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}
