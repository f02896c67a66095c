import Foundation
import ICalendar
import Synchronization
import TimeZoneDatabase

/// What all rows of a run share: the calendar, how long to measure, and where files may lie.
struct Bench: Sendable {
    let sample: SampleCalendar
    /// Each row is repeated for so long.
    let duration: Duration
    let isLarge: Bool
    let folder: URL
    let zones: TimeZoneRegistry
    let notes = Notes()
    let baselines: Baselines

    init(items: Int, seconds: Double, isLarge: Bool, folder: String) throws {
        sample = SampleCalendar(items: items)
        duration = .seconds(seconds)
        self.isLarge = isLarge
        self.folder = URL(fileURLWithPath: folder).appending(path: "calgate-bench-\(UUID().uuidString)")
        zones = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        baselines = Baselines(folder: self.folder, notes: notes)
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    func removeFolder() {
        do { try FileManager.default.removeItem(at: folder) } catch { notes.add("\(folder.path) could not be removed: \(error)") }
    }

    /// Seconds that one call of `body` takes: the best of as many as fit into the measuring time, at least three.
    func best(_ body: () throws -> Void) rethrows -> Double {
        var best = Double.infinity
        let clock = ContinuousClock()
        let begin = clock.now
        var runs = 0
        while runs < 3 || begin.duration(to: clock.now) < duration {
            best = min(best, try clock.measure(body).seconds)
            runs += 1
        }
        return best
    }

    /// As the other, for work that waits.
    func best(_ body: () async throws -> Void) async rethrows -> Double {
        var best = Double.infinity
        let clock = ContinuousClock()
        let begin = clock.now
        var runs = 0
        while runs < 3 || begin.duration(to: clock.now) < duration {
            best = min(best, try await clock.measure(body).seconds)
            runs += 1
        }
        return best
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// What the reader of the table has to know.
final class Notes: Sendable {
    private let notes = Mutex<[String]>([])

    var list: [String] { notes.withLock { $0 } }
    func add(_ note: String) { notes.withLock { if !$0.contains(note) { $0.append(note) } } }
}

/// The machine a run was made on.
enum Machine {
    /// Most memory this process has used so far, in MB; nil where the system does not tell.
    static var peakMemory: Int? {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 / 1024 }
    }

    static var line: String {
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
        let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first
        let name = model?.trimmingCharacters(in: .whitespaces) ?? "unknown processor"
        return "machine: \(name), \(ProcessInfo.processInfo.activeProcessorCount) cores, load \(load ?? "unknown")"
    }
}
