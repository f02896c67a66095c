import Foundation
import ICalendar
import Testing

/// Files that lie beside their reading as jCal (RFC 7265): an oracle that is not ours.
@Suite struct JCalPairTests {
    @Test(.enabled(if: TestFiles.corpus != nil, "the corpus is not beside the repository"))
    func agreeWithTheirJCal() throws {
        let folder = try #require(TestFiles.corpus).appendingPathComponent("ical.js/test/parser")
        var compared = 0
        for file in TestFiles.calendars(under: folder) {
            let json = file.deletingPathExtension().appendingPathExtension("json")
            guard let data = try? Data(contentsOf: json), let tree = try JSONSerialization.jsonObject(with: data) as? [Any] else {
                continue
            }
            let parsed = Parser().parse(try TestFiles.octets(file))
            guard !parsed.findings.contains(where: \.deviation.isNoCalendar) else { continue }
            if let list = tree as? [[Any]] {
                #expect(parsed.calendars.count == list.count, "\(file.lastPathComponent)")
                for (calendar, tree) in zip(parsed.calendars, list) { compare(calendar, tree, file.lastPathComponent) }
            } else {
                let calendar = try #require(parsed.calendars.first)
                compare(calendar.lineNumber == 0 ? try #require(calendar.components.first) : calendar, tree, file.lastPathComponent)
            }
            compared += 1
        }
        #expect(compared > 15)
    }

    private func compare(_ component: Component, _ tree: [Any], _ place: String) {
        guard tree.count == 3, let name = tree[0] as? String, let properties = tree[1] as? [[Any]], let children = tree[2] as? [[Any]]
        else {
            Issue.record("\(place): no jCal component")
            return
        }
        #expect(component.name.text == name.uppercased(), "\(place)")
        #expect(component.properties.count == properties.count, "\(place) \(name)")
        for (property, expected) in zip(component.properties, properties) { compare(property, expected, place) }
        #expect(component.components.count == children.count, "\(place) \(name)")
        for (child, expected) in zip(component.components, children) { compare(child, expected, place) }
    }

    private func compare(_ property: Property, _ expected: [Any], _ place: String) {
        guard expected.count > 3, let name = expected[0] as? String, let parameters = expected[1] as? [String: Any],
            let type = expected[2] as? String
        else { return }
        let comment: Comment = "\(place): \(property.line.string)"
        #expect(property.name.text == name.uppercased(), comment)
        for (key, value) in parameters where key != "group" {
            let values = value as? [String] ?? [value as? String ?? ""]
            let ours = property.parameters.first { $0.name == key.uppercased() }?.values
            #expect(ours?.map { $0.lowercased() } == values.map { $0.lowercased() }, comment)
        }
        let values = expected[3...].map { value(of: $0) }
        switch type {
        case "text", "unknown", "uri", "cal-address", "binary":
            let text = values.joined(separator: ",")
            let ours = [property.text, property.valueString, property.texts().joined(separator: ",")]
            #expect(ours.contains(text) || expected[3] is [Any], comment)
        case "date", "date-time":
            let ours = (try? property.dateTimes())?.map(\.text)
            #expect(ours == values.map { $0.filter { $0 != "-" && $0 != ":" } }, comment)
        case "duration":
            let ours = try? property.duration()
            #expect(ours == (try? CalendarDuration(Bytes(utf8: values[0]))), comment)
        case "utc-offset":
            // A sample of this name holds -0000 too, which is zero.
            #expect((try? property.utcOffset()) == (try? UTCOffset(Bytes(utf8: values[0]))), comment)
        // ical.js makes 0 of `X-INVALID;VALUE=INTEGER:foobar`; here that is no number.
        case "integer" where values.count == 1 && property.name != "X-INVALID":
            #expect((try? property.integer()).map(String.init) == values[0], comment)
        case "period":
            let ours = try? property.recurrenceDates().compactMap { $0.period?.text }
            #expect(ours?.count == expected.count - 3, comment)
        default: break
        }
    }

    private func value(of value: Any) -> String {
        if let list = value as? [Any] { return list.map { self.value(of: $0) }.joined(separator: ";") }
        return value as? String ?? "\(value)"
    }
}
