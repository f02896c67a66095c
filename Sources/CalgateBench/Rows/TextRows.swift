import Foundation
import ICalendar

/// Reading and writing of the large calendar's text, beside libical.
struct TextRows {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func rows() throws -> [Row] {
        let text = bench.sample.text()
        let megabytes = Double(text.count) / 1e6
        let file = bench.folder.appending(path: "whole.ics")
        try Data(text).write(to: file)
        let libical = bench.baselines.numbers(of: "libical", package: "libical", arguments: ["parse", file.path, "3"])
        func row(_ name: String, _ seconds: Double, _ baseline: Double?) -> Row {
            Row(
                name: name, value: megabytes / seconds, unit: .megabytesPerSecond,
                baseline: baseline.map { Row.Baseline(name: "libical", value: megabytes / $0) })
        }
        var parsed = Parser().parse(text)
        let parse = bench.best { parsed = Parser().parse(text) }
        var output: [UInt8] = []
        let serializer = Serializer()
        let serialise = bench.best {
            output.removeAll(keepingCapacity: true)
            for calendar in parsed.calendars { serializer.append(calendar, to: &output) }
        }
        if output != text { bench.notes.add("the serialised text differs from the parsed one") }
        var judgement = StorageAcceptance.judge(parsed, for: .calendarData)
        let judge = bench.best { judgement = StorageAcceptance.judge(parsed, for: .calendarData) }
        if judgement.contents.objects.count != bench.sample.items.count {
            bench.notes.add("\(judgement.contents.objects.count) objects were read of \(bench.sample.items.count)")
        }
        return [
            row("parse", parse, libical?["parse"]), row("serialise", serialise, libical?["serialise"]),
            row("judge (values, objects, table)", judge, libical?["parse"]),
        ]
    }
}
