import CalendarService
import ICalendar

/// One month out of calendars of growing size, from the store: texts, and expanded.
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
            }
            return rows
        }
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
