/// Compares what a publisher sent with what a subscriber got, by a reading of its own that shares nothing with the server's.
struct SentAndServed {
    /// A component as sorted content lines.
    private struct Item: Hashable {
        var kind: String
        var uid: String
        var recurrenceID: String
        var sequence: Int
        var stamp: String
        var lines: [String]
    }

    private let sent: [Item]
    private let served: [Item]
    /// Whether the text is none that can be compared octet by octet: other character sets, vCalendar 1.0.
    private let isConverted: Bool

    init(sent: [UInt8], served: [UInt8]) {
        let text = String(validating: sent, as: UTF8.self)
        isConverted =
            text == nil || sent.contains(0) || text?.uppercased().contains("VERSION:1.0") == true
            || text?.uppercased().contains("QUOTED-PRINTABLE") == true
        self.sent = Self.items(sent)
        self.served = Self.items(served)
    }

    /// What was lost or changed, in words.
    var problems: [String] {
        if isConverted {
            return sent.count == served.count ? [] : ["\(sent.count) items were sent, \(served.count) came back"]
        }
        var problems: [String] = []
        var left: [String: [Item]] = Dictionary(grouping: served) { Self.key($0) }
        // Of two versions of one instance the newer one is kept.
        var newest: [String: Item] = [:]
        for item in sent {
            guard let other = newest[Self.key(item)], !item.uid.isEmpty else {
                newest[item.uid.isEmpty ? "\(newest.count)" : Self.key(item)] = item
                continue
            }
            if (item.sequence, item.stamp) >= (other.sequence, other.stamp) { newest[Self.key(item)] = item }
        }
        for item in newest.values {
            if item.uid.isEmpty {
                let match = served.contains { $0.kind == item.kind && Set(item.lines).isSubset(of: Set($0.lines)) }
                if !match { problems.append("an item without UID did not come back") }
                continue
            }
            guard let found = left.removeValue(forKey: Self.key(item))?.first else {
                problems.append("\(item.kind) \(item.uid) \(item.recurrenceID) did not come back")
                continue
            }
            let lost = Self.difference(item.lines, found.lines)
            let added = Self.difference(found.lines, item.lines).filter { !$0.hasPrefix("DTSTAMP:") }
            if !lost.isEmpty || !added.isEmpty {
                problems.append("\(item.uid): sent \(lost.prefix(3)), served \(added.prefix(3))")
            }
        }
        return problems
    }

    /// A served text without what depends on the calendar's name.
    static func withoutCalendarName(_ text: String) -> [String] { text.contentLines.filter { !$0.hasPrefix("X-WR-CALNAME") } }

    private static func key(_ item: Item) -> String { "\(item.uid)\u{1}\(item.recurrenceID)" }

    private static func difference(_ left: [String], _ right: [String]) -> [String] {
        var counts: [String: Int] = [:]
        for line in right { counts[line, default: 0] += 1 }
        return left.filter { line in
            counts[line, default: 0] -= 1
            return counts[line, default: 0] < 0
        }
    }

    /// The events, to-dos and journal entries of a text: unfolded by the letter of RFC 5545 section 3.1.
    private static func items(_ octets: [UInt8]) -> [Item] {
        var lines: [[UInt8]] = []
        let end: UInt8 = octets.contains(10) ? 10 : 13
        for piece in octets.split(separator: end, omittingEmptySubsequences: false) {
            let line = piece.filter { $0 != 13 }
            if let first = line.first, first == 32 || first == 9, !lines.isEmpty {
                lines[lines.count - 1] += line.dropFirst()
            } else if !line.isEmpty {
                lines.append(line)
            }
        }
        var items: [Item] = []
        var depth = 0
        var open: [String] = []
        var kind = ""
        for octets in lines {
            let line = String(decoding: octets, as: UTF8.self)
            let upper = line.uppercased()
            if depth == 0, let begun = ["VEVENT", "VTODO", "VJOURNAL"].first(where: { upper == "BEGIN:\($0)" }) {
                kind = begun
                depth = 1
                open = []
            } else if depth > 0, upper.hasPrefix("BEGIN:") {
                depth += 1
                open.append(upper)
            } else if depth > 0, upper.hasPrefix("END:") {
                depth -= 1
                if depth == 0 { items.append(item(kind, open)) } else { open.append(upper) }
            } else if depth > 0 {
                // Property names are the same in any case.
                let name = line.prefix { $0 != ":" && $0 != ";" }
                open.append(name.uppercased() + line.dropFirst(name.count))
            }
        }
        return items
    }

    private static func item(_ kind: String, _ lines: [String]) -> Item {
        var depth = 0
        var own: [String] = []
        for line in lines {
            if line.hasPrefix("BEGIN:") { depth += 1 }
            if depth == 0 { own.append(line) }
            if line.hasPrefix("END:") { depth -= 1 }
        }
        func value(_ name: String) -> String {
            guard let line = own.first(where: { $0.hasPrefix(name + ":") || $0.hasPrefix(name + ";") }) else { return "" }
            return line.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        }
        return Item(
            kind: kind, uid: value("UID"), recurrenceID: value("RECURRENCE-ID"), sequence: Int(value("SEQUENCE")) ?? 0,
            stamp: value("DTSTAMP"), lines: lines)
    }
}
