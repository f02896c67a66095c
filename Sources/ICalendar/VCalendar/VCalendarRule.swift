/// A recurrence rule in the grammar of vCalendar 1.0 (versit, 1996, section 2.1.16): `D2 #5`, `W1 MO WE #0`, `MP1 2+ TU 19991231T000000Z`, `MD1 LD`, `YM1 6`.
///
/// `#n` is a count, `#0` means without end; a rule with neither count nor end date has two instances, as that standard says.
struct VCalendarRule {
    /// The rule as iCalendar writes it.
    let text: String

    /// Nil when the text is no such rule.
    init?(_ rule: String) {
        var words = rule.uppercasedASCII.split { $0 == " " || $0 == "\t" }.map(String.init)
        guard let head = words.first else { return nil }
        let letters = head.prefix { $0.isLetter }
        let kinds = ["D": "DAILY", "W": "WEEKLY", "MP": "MONTHLY", "MD": "MONTHLY", "YM": "YEARLY", "YD": "YEARLY", "M": "MINUTELY"]
        guard let frequency = kinds[String(letters)] else { return nil }
        var rest = head.dropFirst(letters.count)
        let digits = rest.prefix { $0.isNumber }
        rest = rest.dropFirst(digits.count)
        var interval = Int(digits) ?? 1
        words.removeFirst()
        // `MP1+ MO`: the interval is left out and the number is the occurrence.
        if rest == "+" || rest == "-", letters == "MP" {
            words.insert(String(digits) + String(rest), at: 0)
            interval = 1
        } else if !rest.isEmpty {
            return nil
        }
        guard (1...9999).contains(interval) else { return nil }
        var parts = ["FREQ=" + frequency]
        if interval > 1 { parts.append("INTERVAL=\(interval)") }

        var end = End.twice
        var items: [String] = []
        for word in words {
            if word.first == "#", let count = Int(word.dropFirst()), count >= 0 {
                if case .date = end { continue }
                end = count == 0 ? .never : .count(count)
            } else if word.utf8.count >= 8, let date = try? VCalendarDate.reading(Bytes(utf8: word)) {
                end = .date(date)
            } else {
                items.append(word.last == "$" ? String(word.dropLast()) : word)
            }
        }
        guard let by = VCalendarRule.by(String(letters), items) else { return nil }
        parts += by
        switch end {
        case .twice: parts.append("COUNT=2")
        case .never: break
        case .count(let count): parts.append("COUNT=\(count)")
        case .date(let date): parts.append("UNTIL=" + date.text)
        }
        text = parts.joined(separator: ";")
    }

    private enum End {
        case twice, never
        case count(Int)
        case date(DateTimeValue)
    }

    /// The BY parts of a rule's words; nil when one is not understood.
    private static func by(_ kind: String, _ items: [String]) -> [String]? {
        var list: [String] = []
        var times: [(hour: Int, minute: Int)] = []
        var ordinals: [Int] = []
        var hadWeekday = true
        for item in items {
            if item.utf8.count == 4, let time = Int(item), time / 100 < 24, time % 100 < 60 {
                times.append((time / 100, time % 100))
                continue
            }
            switch kind {
            case "W":
                guard weekdays.contains(item) else { return nil }
                list.append(item)
            case "MP":
                if weekdays.contains(item) {
                    guard !ordinals.isEmpty else { return nil }
                    list += ordinals.map { "\($0)\(item)" }
                    hadWeekday = true
                } else {
                    guard let ordinal = signed(item), (1...5).contains(abs(ordinal)) else { return nil }
                    if hadWeekday { ordinals = [] }
                    hadWeekday = false
                    ordinals.append(ordinal)
                }
            case "MD":
                guard let day = item == "LD" ? -1 : signed(item), (1...31).contains(abs(day)) else { return nil }
                list.append(String(day))
            case "YM":
                guard let month = Int(item), (1...12).contains(month) else { return nil }
                list.append(String(month))
            case "YD":
                guard let day = signed(item), (1...366).contains(abs(day)) else { return nil }
                list.append(String(day))
            default: return nil
            }
        }
        let names = ["W": "BYDAY", "MP": "BYDAY", "MD": "BYMONTHDAY", "YM": "BYMONTH", "YD": "BYYEARDAY"]
        var parts: [String] = []
        if !list.isEmpty, let name = names[kind] { parts.append(name + "=" + list.joined(separator: ",")) }
        if let first = times.first {
            guard times.allSatisfy({ $0.minute == first.minute }) else { return nil }
            parts += ["BYHOUR=" + times.map { String($0.hour) }.joined(separator: ","), "BYMINUTE=\(first.minute)"]
        }
        return parts
    }

    private static let weekdays: Set<String> = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    /// `2+`, `1-`, `15`.
    private static func signed(_ word: String) -> Int? {
        guard word.utf8.count <= 4 else { return nil }
        if word.last == "-" { return Int(word.dropLast()).map { -$0 } }
        return Int(word.last == "+" ? String(word.dropLast()) : word)
    }
}
