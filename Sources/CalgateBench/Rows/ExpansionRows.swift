import ICalendar

/// Occurrences a second of single rules, beside libical.
struct ExpansionRows {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    private static let rules = [
        ("weekly MO,WE,FR, 10 years", "FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20350101T000000Z"),
        ("daily, 3650 times", "FREQ=DAILY;COUNT=3650"),
        ("monthly 2nd Tuesday, 100 years", "FREQ=MONTHLY;BYDAY=2TU;UNTIL=21250101T000000Z"),
        ("monthly last weekday, 100 years", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=21250101T000000Z"),
        ("yearly, 1000 times", "FREQ=YEARLY;COUNT=1000"),
    ]

    func rows() throws -> [Row] {
        let libical = bench.baselines.numbers(
            of: "libical", package: "libical", arguments: ["rules", String(min(bench.duration.seconds, 1))] + Self.rules.map(\.1))
        return Self.rules.map { name, rule in
            let text = "BEGIN:VEVENT\r\nUID:x\r\nDTSTART:20250106T090000\r\nDTEND:20250106T100000\r\nRRULE:\(rule)\r\nEND:VEVENT\r\n"
            let object = CalendarObject(
                uid: "x", kind: .vevent, components: Parser().parse(Array(text.utf8)).calendars.flatMap(\.components), timeZones: [])
            let zones = ZoneResolver(registry: bench.zones)
            var count = 0
            let seconds = bench.best {
                count = 0
                var iterator = Expansion(object, zones: zones).makeIterator(overlapping: .distantPast ..< .distantFuture)
                // libical gives years, months and days, so they are asked for here too.
                while let occurrence = iterator.next() { if occurrence.start.date.day > 0 { count += 1 } }
            }
            return Row(
                name: "expand " + name, value: Double(count) / seconds, unit: .perSecond,
                baseline: libical?[rule].map { Row.Baseline(name: "libical", value: $0) })
        }
    }
}
