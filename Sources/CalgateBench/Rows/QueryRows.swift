import CalendarService
import ICalendar

/// What calendars of growing size cost: one month from the store as texts and expanded, one update, what changed since, and the validators of
/// a 304.
struct QueryRows {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func rows() async throws -> [Row] {
        try await BenchService.run(bench) { service in
            var rows: [Row] = []
            for size in [1000, 10_000] + (bench.isLarge ? [100_000] : []) {
                let sample = size <= bench.sample.items.count ? bench.sample.prefix(size) : SampleCalendar(items: size)
                let name = "Size\(size)"
                try await service.publish(sample.text(), to: name)
                var texts = 0
                let read = try await bench.best { texts = try await month(of: name, service) { $0.pieces.isEmpty ? 0 : 1 } }
                var instances = 0
                let expanded = try await bench.best {
                    instances = try await month(of: name, service) { view in
                        view.expansion.occurrences(overlapping: SampleCalendar.month).list.count
                    }
                }
                rows.append(Row(name: "month of \(size) items, \(texts) texts", value: read * 1e3, unit: .milliseconds))
                rows.append(Row(name: "month of \(size) items, \(instances) instances", value: expanded * 1e3, unit: .milliseconds))
                rows += try await singleRows(of: name, size, service)
                if let peak = Machine.peakMemory { bench.notes.add("after \(size) items the process had used \(peak) MB at most") }
            }
            return rows
        }
    }

    /// What must not grow with the calendar.
    private func singleRows(of name: String, _ size: Int, _ service: BenchService) async throws -> [Row] {
        let calendar = BenchService.calendar(name)
        let texts = (0..<16).map { edit in bench.sample.prefix(1).touched(edit).text() }
        guard let uid = CalendarCut(texts[0])?.parts.first?.uid else { return [] }
        var edit = 0
        func put() async throws {
            edit += 1
            _ = try await service.service.putObject(
                named: uid + ".ics", in: calendar, text: texts[edit % texts.count], charset: nil, for: service.caller)
        }
        let update = try await bench.best { try await put() }
        let token = try await service.service.changes(in: calendar, since: nil, limit: nil, for: service.caller).token
        try await put()
        let sync = try await bench.best {
            let report = try await service.service.changes(in: calendar, since: token, limit: nil, for: service.caller)
            if report.changes.count != 1 { bench.notes.add("a sync told \(report.changes.count) changes instead of one") }
        }
        let state = try await bench.best {
            _ = try await service.service.contentState(of: calendar, endpoint: .calendarData, for: service.caller)
        }
        return [
            Row(name: "update in \(size) items", value: update * 1e3, unit: .milliseconds),
            Row(name: "sync of \(size) items after one change", value: sync * 1e3, unit: .milliseconds),
            Row(name: "validators of \(size) items", value: state * 1e3, unit: .milliseconds),
        ]
    }

    private func month(
        of name: String, _ service: BenchService, _ count: @escaping @Sendable (ObjectView) -> Int
    ) async throws -> Int {
        try await service.service.collect(
            .overlapping(SampleCalendar.month, includingUndated: false), in: BenchService.calendar(name), for: service.caller,
            into: 0
        ) { sum, view, _ in
            sum += count(view)
            return true
        }
    }
}
