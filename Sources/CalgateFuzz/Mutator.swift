/// Makes broken texts of good ones by random edits.
struct Mutator: Sendable {
    /// The texts that are edited, and taken from when two are mixed.
    let seeds: [[UInt8]]
    /// Results are cut to this many octets.
    var maximumLength = 6000

    /// Words that mean something to one of the readers.
    private static let words: [[UInt8]] = [
        "BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n", "BEGIN:VTIMEZONE\r\n", "BEGIN:VALARM\r\n",
        "\r\n ",
        "\r\n", "\r", "\n", "\0", ";VALUE=DATE", ";VALUE=PERIOD", ";TZID=Europe/Berlin", ";TZID=", ";ENCODING=QUOTED-PRINTABLE", "=\r\n",
        "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", ";INTERVAL=0",
        ";INTERVAL=2147483647", ";INTERVAL=9223372036854775807", ";COUNT=0", ";COUNT=99999999999999999999", ";UNTIL=99991231T235959Z",
        ";UNTIL=00000101", ";BYDAY=-1SU", ";BYDAY=53MO", ";BYMONTH=2;BYMONTHDAY=30", ";BYSETPOS=-366", ";BYWEEKNO=53", ";BYYEARDAY=-366",
        ";BYHOUR=23;BYMINUTE=59;BYSECOND=60", ";WKST=SU", ";RSCALE=HEBREW", "99991231T235959Z", "00010101T000000", "16010101T000000",
        "20261025T023000", "-9223372036854775808", "9223372036854775807", "P999999999W", "-PT999999999S", "P1D", "PT", "+2359", "-235959",
        "RRULE:FREQ=DAILY\r\n", "RDATE:20260301T100000Z\r\n", "EXDATE:20260301T100000Z\r\n", "RDATE;VALUE=PERIOD:20260301T100000Z/PT1H\r\n",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260301T100000Z\r\n", "DTEND:00010101\r\n", "DURATION:-P1D\r\n", "VERSION:1.0\r\n",
        "RRULE:MP1 2+ TU #0\r\n", "RRULE:W1 MO #3\r\n", "DALARM:20260301T100000Z;PT5M;3;x\r\n", "\u{FEFF}", "é", "\"", "^n", "\\", ",", ";",
        ":",
    ].map { Array($0.utf8) }

    /// The broken text of a number: the same for the same number and seed.
    func text(number: UInt64, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed &+ number &* 0xD134_2543_DE82_EF95)
        guard !seeds.isEmpty else { return [] }
        var text = seeds[generator.below(seeds.count)]
        for _ in 0..<(1 + generator.below(8)) { edit(&text, &generator) }
        if text.count > maximumLength { text.removeSubrange(maximumLength...) }
        return text
    }

    private func edit(_ text: inout [UInt8], _ generator: inout SeededGenerator) {
        let place = generator.below(text.count + 1)
        switch generator.below(12) {
        case 0 where place < text.count: text[place] = UInt8(truncatingIfNeeded: generator.next())
        case 1 where place < text.count: text[place] ^= 1 << UInt8(generator.below(8))
        case 2: text.removeSubrange(place..<min(text.count, place + 1 + generator.below(20)))
        case 3: text.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
        case 4: text.insert(contentsOf: text[place..<min(text.count, place + 1 + generator.below(80))], at: generator.below(text.count + 1))
        case 5 where generator.below(6) == 0: text.removeSubrange(place...)
        case 6:
            let other = seeds[generator.below(seeds.count)]
            let start = generator.below(other.count + 1)
            text.insert(contentsOf: other[start..<min(other.count, start + 1 + generator.below(400))], at: place)
        case 7: editNumber(in: &text, near: place, &generator)
        case 8: swapLines(in: &text, &generator)
        default: text.insert(contentsOf: Self.words[generator.below(Self.words.count)], at: place)
        }
    }

    /// Changes the digits of the next number.
    private func editNumber(in text: inout [UInt8], near place: Int, _ generator: inout SeededGenerator) {
        guard let start = text[place...].firstIndex(where: { $0 &- 0x30 < 10 }) else { return }
        let end = text[start...].firstIndex { $0 &- 0x30 >= 10 } ?? text.count
        for index in start..<end where generator.below(3) == 0 { text[index] = 0x30 + UInt8(generator.below(10)) }
    }

    private func swapLines(in text: inout [UInt8], _ generator: inout SeededGenerator) {
        var lines = text.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
        guard lines.count > 2 else { return }
        lines.swapAt(generator.below(lines.count), generator.below(lines.count))
        text = Array(lines.joined(separator: [10]))
    }
}
