import ICalendar

/// A second, simple reading of calendar text that shares nothing with the parser: unfolds by the letter of RFC 5545 section 3.1 and counts BEGINs.
struct PlainUnfolding: Equatable {
    /// The lines of each component by the order of its BEGIN; what stands outside any component comes first.
    var components: [[[UInt8]]] = [[]]

    init(_ text: [UInt8]) {
        var lines: [[UInt8]] = []
        let hasLineFeeds = text.contains(10)
        for line in text.split(separator: hasLineFeeds ? 10 : 13, omittingEmptySubsequences: false) {
            var line = Array(line)
            while line.last == 13 { line.removeLast() }
            if let first = line.first, first == 32 || first == 9, !lines.isEmpty {
                lines[lines.count - 1] += line.dropFirst()
            } else if !line.isEmpty {
                lines.append(line)
            }
        }
        var open = [0]
        for line in lines {
            let upper = String(decoding: line.prefix(6), as: UTF8.self).uppercased()
            if upper == "BEGIN:" {
                open.append(components.count)
                components.append([])
            } else if upper.hasPrefix("END:") {
                if open.count > 1 { open.removeLast() }
            } else {
                components[open[open.count - 1]].append(line)
            }
        }
    }

    /// The same shape made of parsed trees.
    init(_ calendars: [Component]) {
        func add(_ component: Component, to list: inout [[[UInt8]]]) {
            list.append(component.properties.map { Array($0.line) })
            for child in component.components { add(child, to: &list) }
        }
        for calendar in calendars {
            if calendar.lineNumber == 0 {
                for child in calendar.components { add(child, to: &components) }
            } else {
                add(calendar, to: &components)
            }
        }
    }
}
