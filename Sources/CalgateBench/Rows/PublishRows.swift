import CalendarService
import Foundation

/// Publishing of the large calendar through the service, beside SQLite's insert of the same texts.
struct PublishRows {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func rows() async throws -> [Row] {
        let sqlite = try insertSeconds()
        let libical = try parseSeconds()
        return try await BenchService.run(bench) { service in
            let text = bench.sample.text()
            let size = "\(bench.sample.items.count) items"
            var number = 0
            let empty = try await bench.best {
                number += 1
                let report = try await service.publish(text, to: "New\(number)")
                if report.added != bench.sample.items.count { bench.notes.add("a publish added \(report.added) items") }
            }
            let texts = (0..<16).map { bench.sample.touched($0).text() }
            var edit = 0
            let changed = try await bench.best {
                edit += 1
                let report = try await service.publish(texts[edit % texts.count], to: "New1")
                if report.changed != 1 { bench.notes.add("a publish with one change changed \(report.changed) items") }
            }
            let present = texts[edit % texts.count]
            let unchanged = try await bench.best {
                let report = try await service.publish(present, to: "New1")
                if report.unchanged != bench.sample.items.count {
                    bench.notes.add("a publish without change found \(report.unchanged) unchanged")
                }
            }
            let both = sqlite.flatMap { insert in libical.map { Row.Baseline(name: "libical + SQLite", value: ($0 + insert) * 1e3) } }
            let parse = libical.map { Row.Baseline(name: "libical parse", value: $0 * 1e3) }
            return [
                Row(name: "publish \(size), empty calendar", value: empty * 1e3, unit: .milliseconds, baseline: both),
                Row(name: "publish \(size), one changed", value: changed * 1e3, unit: .milliseconds, baseline: parse),
                Row(name: "publish \(size), none changed", value: unchanged * 1e3, unit: .milliseconds, baseline: parse),
            ]
        }
    }

    private func insertSeconds() throws -> Double? {
        var octets = Data()
        for text in bench.sample.singles() {
            withUnsafeBytes(of: UInt32(clamping: text.count)) { octets.append(contentsOf: $0) }
            octets.append(contentsOf: text)
        }
        let file = bench.folder.appending(path: "items")
        try octets.write(to: file)
        let database = bench.folder.appending(path: "baseline.sqlite")
        return bench.baselines.numbers(of: "sqlite", package: "sqlite3", arguments: [database.path, file.path, "0.1"])?["insert"]
    }

    private func parseSeconds() throws -> Double? {
        let file = bench.folder.appending(path: "published.ics")
        try Data(bench.sample.text()).write(to: file)
        return bench.baselines.numbers(of: "libical", package: "libical", arguments: ["parse", file.path, "3"])?["parse"]
    }
}
