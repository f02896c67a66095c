extension RecurrenceRule {
    /// Reads a rule: any case, any order, spaces, trailing semicolons, unknown parts, COUNT and UNTIL together, UNTIL as DATE, UTC or
    /// local time with or without seconds and minutes. Of a part that stands twice the last counts.
    ///
    /// - Throws: `ValueError` for an unknown or missing FREQ, INTERVAL=0, COUNT=0, an unreadable UNTIL, numbers out of range.
    public init(_ text: Bytes) throws(ValueError) {
        var parts: [(name: String, value: Bytes)] = []
        var unknown: [String] = []
        for part in text.split(separator: UInt8(ascii: ";")) {
            let part = RuleText.trimmed(part)
            guard !part.isEmpty else { continue }
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else {
                unknown.append(part.string)
                continue
            }
            parts.append((RuleText.upper(RuleText.trimmed(part[..<equals])), RuleText.trimmed(part[(equals + 1)...])))
        }
        guard let frequencyText = parts.last(where: { $0.name == "FREQ" })?.value else { throw ValueError("the rule has no FREQ") }
        guard let frequency = Frequency(rawValue: RuleText.upper(frequencyText)) else {
            throw ValueError("FREQ=\(frequencyText.string) is no frequency")
        }
        self.init(frequency)
        calendarScale = parts.last { $0.name == "RSCALE" }.map { RuleText.upper($0.value) }
        for (name, value) in parts where name != "FREQ" && name != "RSCALE" {
            do throws(ValueError) {
                if try !read(name, value) { unknown.append(name + "=" + value.string) }
            } catch {
                // Other calendars have months such as 5L: such a rule is kept, not judged.
                guard !isUnderstood else { throw error }
                unknown.append(name + "=" + value.string)
            }
        }
        unknownParts = unknown
    }

    /// Reads one part; false if its name is unknown.
    private mutating func read(_ name: String, _ value: Bytes) throws(ValueError) -> Bool {
        switch name {
        case "INTERVAL": interval = try RuleText.number(value, of: name, in: 1...Int.max)
        case "COUNT": count = try RuleText.number(value, of: name, in: 1...Int.max)
        case "UNTIL": until = try RuleText.until(value)
        case "BYSECOND": bySecond = try RuleText.numbers(value, of: name, in: 0...60)
        case "BYMINUTE": byMinute = try RuleText.numbers(value, of: name, in: 0...59)
        case "BYHOUR": byHour = try RuleText.numbers(value, of: name, in: 0...23)
        case "BYDAY": byDay = try RuleText.weekdays(value)
        case "BYMONTHDAY": byMonthDay = try RuleText.numbers(value, of: name, in: 1...31, signed: true)
        case "BYYEARDAY": byYearDay = try RuleText.numbers(value, of: name, in: 1...366, signed: true)
        case "BYWEEKNO": byWeekNumber = try RuleText.numbers(value, of: name, in: 1...53, signed: true)
        case "BYMONTH": byMonth = try RuleText.numbers(value, of: name, in: 1...12)
        case "BYSETPOS": bySetPosition = try RuleText.numbers(value, of: name, in: 1...366, signed: true)
        case "WKST":
            guard let day = RuleText.weekday(value) else { throw ValueError("WKST=\(value.string) is no weekday") }
            weekStart = day
        case "SKIP":
            guard let skip = Skip(rawValue: RuleText.upper(value)) else { return false }
            self.skip = skip
        default: return false
        }
        return true
    }
}

/// The small words of a rule's text.
private enum RuleText {
    static func trimmed(_ text: Bytes) -> Bytes {
        var (low, high) = (text.startIndex, text.endIndex)
        while low < high, text[low] == 0x20 || text[low] == 0x09 { low += 1 }
        while low < high, text[high - 1] == 0x20 || text[high - 1] == 0x09 { high -= 1 }
        return text[low..<high]
    }

    static func upper(_ text: Bytes) -> String {
        String(decoding: text.map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 }, as: UTF8.self)
    }

    /// One number with an optional sign, at most 18 digits.
    static func number(_ text: Bytes, of part: String, in range: ClosedRange<Int>, signed: Bool = false) throws(ValueError) -> Int {
        var digits = trimmed(text)
        var isNegative = false
        if let sign = digits.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            isNegative = sign == UInt8(ascii: "-")
            digits.removeFirst()
        }
        guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy({ $0 &- 0x30 < 10 }) else {
            throw ValueError("\(part) has “\(text.string)”, which is no number")
        }
        let magnitude = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard range.contains(magnitude), signed || !isNegative || magnitude == 0 else {
            throw ValueError("\(part) cannot be \(text.string)")
        }
        return isNegative ? -magnitude : magnitude
    }

    /// A list of numbers; empty entries are skipped.
    static func numbers(_ text: Bytes, of part: String, in range: ClosedRange<Int>, signed: Bool = false) throws(ValueError) -> [Int] {
        var numbers: [Int] = []
        for entry in text.split(separator: UInt8(ascii: ",")) where !trimmed(entry).isEmpty {
            numbers.append(try number(entry, of: part, in: range, signed: signed))
        }
        return numbers
    }

    static func weekday(_ text: Bytes) -> RecurrenceRule.Weekday? {
        let code = upper(trimmed(text))
        return RecurrenceRule.Weekday.allCases.first { $0.code == code }
    }

    /// BYDAY: `MO`, `+2TU`, `-1 FR`.
    static func weekdays(_ text: Bytes) throws(ValueError) -> [RecurrenceRule.WeekdayNumber] {
        var days: [RecurrenceRule.WeekdayNumber] = []
        for entry in text.split(separator: UInt8(ascii: ",")) {
            let entry = trimmed(entry)
            guard !entry.isEmpty else { continue }
            guard entry.count >= 2, let day = weekday(entry.suffix(2)) else {
                throw ValueError("BYDAY has “\(entry.string)”, which is no weekday")
            }
            let ordinal = trimmed(entry.dropLast(2))
            days.append(.init(day, ordinal: ordinal.isEmpty ? nil : try number(ordinal, of: "BYDAY", in: 1...53, signed: true)))
        }
        return days
    }

    /// UNTIL: eight digits, then perhaps `T` and two, four or six more, then perhaps `Z`; dashes and colons in between are passed over.
    static func until(_ text: Bytes) throws(ValueError) -> DateTimeValue {
        var rest = text.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") && $0 != 0x20 }[...]
        let isUTC = rest.last.map { $0 | 0x20 == UInt8(ascii: "z") } ?? false
        if isUTC { rest.removeLast() }
        let pieces = rest.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "t") }
        func digits(_ piece: ArraySlice<UInt8>, _ from: Int, _ count: Int) -> Int {
            piece.dropFirst(from).prefix(count).reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        }
        guard let day = pieces.first, day.count == 8, pieces.allSatisfy({ $0.allSatisfy { $0 &- 0x30 < 10 } }),
            let date = CalendarDate(validYear: digits(day, 0, 4), month: digits(day, 4, 2), day: digits(day, 6, 2))
        else { throw ValueError("UNTIL=\(text.string) is no date or time") }
        guard pieces.count == 2, !pieces[1].isEmpty else { return .date(date) }
        let time = pieces[1]
        let (hour, minute, second) = (digits(time, 0, 2), digits(time, 2, 2), digits(time, 4, 2))
        guard [2, 4, 6].contains(time.count), hour < 24, minute < 60, second <= 60 else {
            throw ValueError("UNTIL=\(text.string) is no date or time")
        }
        let local = LocalDateTime(date: date, hour: hour, minute: minute, second: min(second, 59))
        return isUTC ? .utc(local) : .floating(local)
    }
}
