import ICalendar
import SeededRandom

/// One UID of a sample calendar: a component, or a series with its overrides.
struct SampleItem: Sendable {
    /// Unfolded lines of each component, BEGIN and END included.
    private var components: [[String]]

    /// The components as they stand in a VCALENDAR, folded.
    var octets: [UInt8] {
        var text: [UInt8] = []
        for line in components.joined() { Self.appendFolded(line, to: &text) }
        return text
    }

    mutating func retitle(_ title: String) {
        guard !components.isEmpty, let place = components[0].firstIndex(where: { $0.hasPrefix("SUMMARY:") }) else { return }
        components[0][place] = "SUMMARY:" + title
    }

    init(number: Int, seed: UInt64) {
        var draft = Draft(number: number, seed: seed)
        components = draft.components()
    }

    /// RFC 5545 section 3.1: at most 75 octets a line, characters kept whole.
    private static func appendFolded(_ line: String, to text: inout [UInt8]) {
        var size = 0
        for character in line.unicodeScalars {
            let width = UTF8.width(character)
            if size + width > 75 {
                text += [13, 10, 32]
                size = 1
            }
            text += UTF8.encode(character) ?? UTF8.encodedReplacementCharacter
            size += width
        }
        text += [13, 10]
    }
}

/// One item being drawn.
private struct Draft {
    private var random: SeededGenerator
    private let uid: String
    private let zone: String
    /// Seconds from 1970 of the start's clock time.
    private let start: Int64
    private let length: Int64
    private var base: [String]
    private var texts: [String]

    init(number: Int, seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ UInt64(number) &* 0x9E37_79B9)
        uid = String(random.next(), radix: 16) + String(random.next(), radix: 16) + "@bench.example"
        zone = SampleZones.names[[0, 0, 0, 0, 0, 0, 1, 1, 1, 2][Int.random(in: 0..<10, using: &random)]]
        let day = Int64.random(in: 0..<1826, using: &random)
        let minutes: [Int64] = [0, 0, 15, 30, 45]
        start =
            1_640_995_200 + day * 86_400 + Int64.random(in: 7...19, using: &random) * 3600 + minutes[Int.random(in: 0..<5, using: &random)]
            * 60
        length = [15, 30, 30, 45, 60, 60, 90, 120, 240][Int.random(in: 0..<9, using: &random)] * 60
        let stamp = Self.local(start - Int64.random(in: 1...60, using: &random) * 86_400) + "Z"
        base = [
            "UID:\(uid)", "DTSTAMP:\(stamp)", "CREATED:\(stamp)", "LAST-MODIFIED:\(stamp)",
            "SEQUENCE:\(Int.random(in: 0...4, using: &random))",
        ]
        texts = []
        self.random = random
        texts = plainTexts()
    }

    private mutating func plainTexts() -> [String] {
        var lines = ["SUMMARY:" + phrase(2...7)]
        if isDrawn(60) { lines.append("LOCATION:Room \(number(1...400))\\, \(phrase(1...3))") }
        if isDrawn(50) { lines.append("DESCRIPTION:" + phrase(8...40)) }
        if isDrawn(40) { lines.append("CATEGORIES:" + ["WORK", "HOME", "TRAVEL,SALES", "WORK,SALES"][number(0...3)]) }
        lines.append("CLASS:" + (isDrawn(67) ? "PUBLIC" : "PRIVATE"))
        return lines
    }

    /// The kinds in the shares that real calendars show.
    mutating func components() -> [[String]] {
        switch number(0...99) {
        case 0..<40: [event(isDrawn(30) ? utcTimes() : times(), ["STATUS:CONFIRMED"])]
        case 40..<52: [allDay()]
        case 52..<67: weekly()
        case 67..<70:
            [
                event(
                    times() + [
                        "RRULE:"
                            + ["FREQ=MONTHLY;BYDAY=2TU;COUNT=24", "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=36", "FREQ=MONTHLY;BYDAY=-1FR"][
                                number(0...2)]
                    ])
            ]
        case 70..<73: [event(times() + ["RRULE:FREQ=DAILY;COUNT=\([5, 10, 30, 90][number(0...3)])"])]
        case 73..<81: [event(times(), alarm())]
        case 81..<88: [event(times() + attendees())]
        case 88..<93: [longEvent()]
        default: [toDo()]
        }
    }

    private func event(_ times: [String], _ rest: [String] = []) -> [String] {
        ["BEGIN:VEVENT"] + base + times + texts + rest + ["END:VEVENT"]
    }

    private func times(at start: Int64? = nil) -> [String] {
        let start = start ?? self.start
        return ["DTSTART;TZID=\(zone):\(Self.local(start))", "DTEND;TZID=\(zone):\(Self.local(start + length))"]
    }

    private func utcTimes() -> [String] { ["DTSTART:\(Self.local(start))Z", "DTEND:\(Self.local(start + length))Z"] }

    private mutating func allDay() -> [String] {
        let days = Int64([1, 1, 1, 2, 5, 14][number(0...5)])
        let first = Self.local(start).prefix(8)
        let last = Self.local(start + days * 86_400).prefix(8)
        return event(["DTSTART;VALUE=DATE:\(first)", "DTEND;VALUE=DATE:\(last)", "TRANSP:TRANSPARENT"])
    }

    private mutating func weekly() -> [[String]] {
        let count = [8, 12, 26, 52, 52, 104, 0][number(0...6)]
        // 1970 began on a Thursday.
        let weekday = ["TH", "FR", "SA", "SU", "MO", "TU", "WE"][Int(start / 86_400 % 7)]
        let interval: Int64 = isDrawn(20) ? 2 : 1
        var rule = "RRULE:FREQ=WEEKLY;BYDAY=\(weekday)"
        if interval == 2 { rule += ";INTERVAL=2" }
        if count > 0 { rule += isDrawn(50) ? ";COUNT=\(count)" : ";UNTIL=\(Self.local(start + Int64(count) * 7 * 86_400))Z" }
        let step = 7 * 86_400 * interval
        var lines = times() + [rule]
        var free = (1...7).map(Int64.init).shuffled(using: &random)
        if isDrawn(30), let week = free.popLast() { lines.append("EXDATE;TZID=\(zone):\(Self.local(start + week * step))") }
        var components = [event(lines)]
        guard isDrawn(60) else { return components }
        for week in free.prefix(number(1...3)) {
            let instance = start + week * step
            let moved = instance + [-3600, 3600, 7200, 86_400][number(0...3)]
            components.append(event(["RECURRENCE-ID;TZID=\(zone):\(Self.local(instance))"] + times(at: moved)))
        }
        return components
    }

    private mutating func alarm() -> [String] {
        ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT\([5, 10, 15, 30, 60][number(0...4)])M", "DESCRIPTION:Reminder", "END:VALARM"]
    }

    private mutating func attendees() -> [String] {
        var lines = ["ORGANIZER;CN=Bench:mailto:bench@org.example"]
        for _ in 0..<number(2...12) {
            let status = ["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"][number(0...3)]
            let name = ["Anna", "Bernd", "Clara", "David", "Zoé"][number(0...4)]
            lines.append(
                "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=\(status);RSVP=TRUE;CN=\(name):mailto:u\(number(1...9999))@org.example"
            )
        }
        return lines
    }

    private mutating func longEvent() -> [String] {
        let size = number(2000...6000)
        var text = ""
        while text.utf8.count < size { text += phrase(6...18) + [".\\n", ". ", "\\, "][number(0...2)] }
        texts = texts.filter { !$0.hasPrefix("DESCRIPTION") } + ["DESCRIPTION:" + text]
        return event(times())
    }

    private mutating func toDo() -> [String] {
        var lines = isDrawn(70) ? ["DUE;TZID=\(zone):\(Self.local(start))"] : []
        lines +=
            isDrawn(40) ? ["COMPLETED:\(Self.local(start))Z", "STATUS:COMPLETED"] : ["STATUS:NEEDS-ACTION", "PRIORITY:\(number(1...9))"]
        return ["BEGIN:VTODO"] + base + lines + texts + ["END:VTODO"]
    }

    // MARK: Drawing

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func isDrawn(_ percent: Int) -> Bool { number(0...99) < percent }

    private mutating func phrase(_ count: ClosedRange<Int>) -> String {
        (0..<number(count)).map { _ in Self.words[number(0...(Self.words.count - 1))] }.joined(separator: " ")
    }

    private static let words = [
        "plan", "budget", "review", "team", "sync", "retro", "design", "call", "visit", "dentist", "school", "trip", "Zürich", "quarter",
        "report", "release", "launch", "standup", "interview", "lunch", "café", "board", "demo", "training", "holiday", "birthday",
        "invoice",
        "contract", "workshop", "status", "roadmap", "customer", "migration", "naïve", "résumé", "会議", "встреча", "server", "client",
        "store",
    ]

    private static func local(_ seconds: Int64) -> String {
        let time = Instant(seconds: seconds).utc
        func padded(_ number: some BinaryInteger, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(time.date.year, 4) + padded(time.date.month, 2) + padded(time.date.day, 2) + "T" + padded(time.hour, 2)
            + padded(time.minute, 2) + padded(time.second, 2)
    }
}
