import NIOCore

/// One line of the table of settings: key, meaning, default, and how its text is read.
public struct Setting: Sendable {
    /// As in the YAML file; as a flag `--key`, as an environment variable `CALGATE_KEY` in upper case with `_` for `-`.
    public let key: String
    /// What it does, with unit; one or two sentences.
    public let meaning: String
    /// Written out as the file would hold it; empty: unset.
    public let defaultText: String
    /// A running server keeps its value until the next start; all others count at once when the configuration is read again.
    public private(set) var needsRestart = false
    /// Reads a text into a configuration; returns what was expected instead when it cannot.
    let apply: @Sendable (inout Configuration, String) -> String?
    /// Whether two configurations agree about it.
    let agrees: @Sendable (Configuration, Configuration) -> Bool
    /// Takes its value over from one configuration (the first) into another.
    let copy: @Sendable (Configuration, inout Configuration) -> Void

    typealias Path<Value> = any WritableKeyPath<Configuration, Value> & Sendable

    /// The same setting as one that a running server cannot change.
    var fixedWhileRunning: Setting {
        var setting = self
        setting.needsRestart = true
        return setting
    }

    /// A setting whose text becomes a value, or is refused with what was expected.
    static func value<Value: Equatable & Sendable>(
        _ key: String, _ path: Path<Value>, default defaultText: String, expected: String,
        _ meaning: String, read: @escaping @Sendable (String) -> Value?
    ) -> Setting {
        Setting(
            key: key, meaning: meaning, defaultText: defaultText,
            apply: { configuration, text in
                guard let value = read(text) else { return expected }
                configuration[keyPath: path] = value
                return nil
            }, agrees: { $0[keyPath: path] == $1[keyPath: path] }, copy: { $1[keyPath: path] = $0[keyPath: path] })
    }

    static func text(
        _ key: String, _ path: Path<String>, default defaultText: String, _ meaning: String
    ) -> Setting {
        value(key, path, default: defaultText, expected: "a text", meaning) { $0 }
    }

    static func optionalText(_ key: String, _ path: Path<String?>, _ meaning: String) -> Setting {
        value(key, path, default: "", expected: "a text", meaning) { $0.isEmpty ? .some(nil) : $0 }
    }

    static func flag(
        _ key: String, _ path: Path<Bool>, default defaultText: String, _ meaning: String
    ) -> Setting {
        value(key, path, default: defaultText, expected: "true or false", meaning) {
            switch $0.lowercased() {
            case "true", "yes", "on", "1": true
            case "false", "no", "off", "0": false
            default: nil
            }
        }
    }

    /// A whole number in a range.
    static func number<Value: FixedWidthInteger & Sendable>(
        _ key: String, _ path: Path<Value>, _ range: ClosedRange<Value>, scale: Value = 1,
        default defaultText: String, _ meaning: String
    ) -> Setting {
        value(key, path, default: defaultText, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", meaning) {
            Value($0).flatMap { range.contains($0) ? $0 * scale : nil }
        }
    }

    /// A time in whole seconds, from one to a day.
    static func seconds(_ key: String, _ path: Path<TimeAmount>, default defaultText: String, _ meaning: String) -> Setting {
        value(key, path, default: defaultText, expected: "seconds from 1 to 86400", meaning) {
            Int64($0).flatMap { (1...86400).contains($0) ? .seconds($0) : nil }
        }
    }

    /// A number of octets, with an optional unit.
    static func octets<Value: FixedWidthInteger & Sendable>(
        _ key: String, _ path: Path<Value>, from least: Value, default defaultText: String,
        _ meaning: String
    ) -> Setting {
        value(key, path, default: defaultText, expected: "a size of at least \(least) octets, such as 10 MiB", meaning) { text in
            octets(text).flatMap { Value(exactly: $0) }.flatMap { $0 >= least ? $0 : nil }
        }
    }

    static func choice<Value: RawRepresentable & CaseIterable & Equatable & Sendable>(
        _ key: String, _ path: Path<Value>, default defaultText: String, _ meaning: String
    ) -> Setting where Value.RawValue == String {
        value(key, path, default: defaultText, expected: Value.allCases.map(\.rawValue).joined(separator: ", "), meaning) {
            Value(rawValue: $0.lowercased())
        }
    }

    static func list(
        _ key: String, _ path: Path<[String]>, default defaultText: String, _ meaning: String
    ) -> Setting {
        value(key, path, default: defaultText, expected: "a list", meaning) { words($0) }
    }

    /// Elements of a list written with commas; `""` is the empty text.
    static func words(_ text: String) -> [String] {
        if text.allSatisfy(\.isWhitespace) { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map {
            let word = $0.drop(while: \.isWhitespace)
            let trimmed = String(word.reversed().drop(while: \.isWhitespace).reversed())
            return trimmed == "\"\"" ? "" : trimmed
        }
    }

    /// `4096`, `64 KiB`, `10M`, `1 GiB`; K, M and G are powers of 1024.
    static func octets(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number >= 0 else { return nil }
        let factor: Int64
        switch text[digits.endIndex...].lowercased().filter({ $0 != " " }) {
        case "", "b": factor = 1
        case "k", "kb", "kib": factor = 1 << 10
        case "m", "mb", "mib": factor = 1 << 20
        case "g", "gb", "gib": factor = 1 << 30
        case "t", "tb", "tib": factor = 1 << 40
        default: return nil
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
}
