import Foundation

/// One measured number.
struct Row: Codable {
    enum Unit: String, Codable {
        case megabytesPerSecond = "MB/s"
        case perSecond = "1/s"
        case milliseconds = "ms"
    }

    var name: String
    var value: Double
    var unit: Unit
    /// Who it is measured against in this run, if that is installed.
    var baseline: Baseline?

    struct Baseline: Codable {
        var name: String
        var value: Double
    }

    /// How many times as good as the baseline.
    var ratio: Double? { baseline.map { gain(over: $0.value) } }

    /// How many times as good as another value of the same row.
    func gain(over other: Double) -> Double { unit == .milliseconds ? other / value : value / other }
}

/// The rows as they are printed.
struct ResultTable {
    private(set) var rows: [Row] = []
    private let earlier: [String: Row]

    init(earlier: SavedRun?) { self.earlier = Dictionary(earlier?.rows.map { ($0.name, $0) } ?? []) { first, _ in first } }

    func printHead() {
        print(Self.line("row", "value", "unit", "baseline", "of it", earlier.isEmpty ? "" : "change"))
    }

    mutating func printRow(_ row: Row) {
        rows.append(row)
        let change = earlier[row.name].map { String(format: "%+.1f %%", (row.gain(over: $0.value) - 1) * 100) }
        print(
            Self.line(
                row.name, Self.number(row.value), row.unit.rawValue,
                row.baseline.map { "\($0.name) \(Self.number($0.value))" } ?? "", row.ratio.map { String(format: "× %.2f", $0) } ?? "",
                change ?? ""))
    }

    private static func number(_ value: Double) -> String {
        value >= 1000 ? String(format: "%.0f", value) : String(format: value >= 10 ? "%.1f" : "%.3f", value)
    }

    private static func line(_ name: String, _ value: String, _ unit: String, _ baseline: String, _ ratio: String, _ change: String)
        -> String
    {
        func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
        func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
        return padded(name, 56) + right(value, 11) + " " + padded(unit, 6) + padded(baseline, 30) + right(ratio, 9) + right(change, 12)
    }
}

/// A run kept in a file.
struct SavedRun: Codable {
    var machine: String
    var rows: [Row]

    init(machine: String, rows: [Row]) {
        self.machine = machine
        self.rows = rows
    }

    init(path: String) throws {
        self = try JSONDecoder().decode(SavedRun.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(self).write(to: URL(fileURLWithPath: path))
    }
}
