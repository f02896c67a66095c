extension CalendarDate {
    /// As RFC 5545 section 3.3.4 writes it: `20260301`.
    public var text: String {
        guard 0...9999 ~= year else {
            return DecimalText.padded(Int(year), 4) + DecimalText.padded(Int(month), 2) + DecimalText.padded(Int(day), 2)
        }
        return String(unsafeUninitializedCapacity: 8) { text in
            put(in: text)
            return 8
        }
    }

    /// Writes `text` over eight octets; nothing where it has more of them, or there is no room.
    public func write(to text: UnsafeMutableBufferPointer<UInt8>) {
        guard text.count >= 8, 0...9999 ~= year else { return }
        put(in: text)
    }

    /// Writes the eight octets of a year that has four digits.
    fileprivate func put(in text: UnsafeMutableBufferPointer<UInt8>) {
        DecimalText.put(year, 4, at: 0, in: text)
        DecimalText.put(month, 2, at: 4, in: text)
        DecimalText.put(day, 2, at: 6, in: text)
    }
}

extension LocalDateTime {
    /// As RFC 5545 section 3.3.5 writes it, without a final `Z`: `20260301T100000`.
    public var text: String { text(isUTC: false) }

    fileprivate func text(isUTC: Bool) -> String {
        guard 0...9999 ~= date.year else {
            return date.text + "T" + DecimalText.padded(Int(hour), 2) + DecimalText.padded(Int(minute), 2)
                + DecimalText.padded(Int(second), 2) + (isUTC ? "Z" : "")
        }
        return String(unsafeUninitializedCapacity: 16) { text in
            put(in: text)
            return isUTC ? 16 : 15
        }
    }

    /// Writes `text` over 15 octets; nothing where it has more of them, or there is no room.
    public func write(to text: UnsafeMutableBufferPointer<UInt8>) {
        guard text.count >= 15, 0...9999 ~= date.year else { return }
        putWithoutMark(in: text)
    }

    /// Writes 16 octets, the last a `Z`; for years of four digits.
    fileprivate func put(in text: UnsafeMutableBufferPointer<UInt8>) {
        putWithoutMark(in: text)
        text[15] = UInt8(ascii: "Z")
    }

    private func putWithoutMark(in text: UnsafeMutableBufferPointer<UInt8>) {
        date.put(in: text)
        text[8] = UInt8(ascii: "T")
        DecimalText.put(hour, 2, at: 9, in: text)
        DecimalText.put(minute, 2, at: 11, in: text)
        DecimalText.put(second, 2, at: 13, in: text)
    }
}

extension Instant {
    /// In UTC: `20260301T100000Z`.
    public var text: String { utc.text(isUTC: true) }

    /// Appends `text`, without a string.
    public func appendText(to bytes: inout [UInt8]) {
        let utc = utc
        guard 0...9999 ~= utc.date.year else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { text in
            utc.put(in: text)
            bytes.append(contentsOf: text)
        }
    }
}

extension DateTimeValue {
    /// The raw value: `20260301`, `20260301T100000` or `20260301T100000Z`. A TZID goes into a parameter.
    public var text: String {
        switch self {
        case .date(let date): date.text
        case .floating(let local), .zoned(let local, _): local.text
        case .utc(let local): local.text(isUTC: true)
        }
    }

    /// The parameters that a property needs to carry this value.
    public var parameters: [Parameter] {
        switch self {
        case .date: [Parameter("VALUE", "DATE")]
        case .zoned(_, let tzid): [Parameter("TZID", tzid)]
        case .floating, .utc: []
        }
    }

    /// What was odd about the text of a date or date-time.
    struct Oddities: OptionSet, Sendable {
        let rawValue: UInt8
        static let missingSeconds = Oddities(rawValue: 1)
        static let leapSecond = Oddities(rawValue: 2)
        static let lowerCase = Oddities(rawValue: 4)
        static let blanks = Oddities(rawValue: 8)
        static let zuluDate = Oddities(rawValue: 16)
    }

    /// Reads one date or date-time; a local time gets no TZID.
    ///
    /// Accepts missing seconds and minutes, second 60 (read as 59), lower-case marks, blanks around, a date with a final Z.
    ///
    /// - Throws: `ValueError` for a day or time that does not exist, year 0, hour 24, an offset, ISO 8601's extended form.
    public init(_ text: Bytes) throws(ValueError) {
        var oddities = Oddities()
        self = try DateTimeValue.read(text, &oddities)
    }

    static func read(_ text: Bytes, _ oddities: inout Oddities) throws(ValueError) -> DateTimeValue {
        let result: Result<DateTimeValue, ValueError> = text.withUnsafeBufferPointer { raw in
            let octets = DecimalText.trimmed(raw)
            if octets.count != raw.count { oddities.insert(.blanks) }
            return parse(octets, &oddities)
        }
        return try result.get()
    }

    private static func parse(
        _ octets: UnsafeBufferPointer<UInt8>, _ oddities: inout Oddities
    ) -> Result<DateTimeValue, ValueError> {
        func failure(_ reason: String) -> Result<DateTimeValue, ValueError> { .failure(ValueError(reason)) }
        var shown: String { String(decoding: octets.prefix(60), as: UTF8.self) }
        guard !octets.isEmpty else { return failure("The value is empty.") }
        guard let year = DecimalText.digits(octets, 0, 4), let month = DecimalText.digits(octets, 4, 2),
            let day = DecimalText.digits(octets, 6, 2)
        else {
            return failure("\"\(shown)\" is no date or date-time of the form YYYYMMDD or YYYYMMDDTHHMMSS.")
        }
        guard let date = CalendarDate(validYear: year, month: month, day: day) else {
            return failure("\"\(shown)\" names a day that does not exist.")
        }
        var end = octets.count
        if end == 8 { return .success(.date(date)) }
        // Google's exports of birthdays: a date with the mark of UTC, which says nothing about a day.
        if end == 9, octets[8] | 0x20 == UInt8(ascii: "z") {
            oddities.insert(.zuluDate)
            return .success(.date(date))
        }
        guard octets[8] | 0x20 == UInt8(ascii: "t") else {
            return failure("\"\(shown)\" is no date or date-time of the form YYYYMMDD or YYYYMMDDTHHMMSS.")
        }
        if octets[8] != UInt8(ascii: "T") { oddities.insert(.lowerCase) }
        let isUTC = octets[end - 1] | 0x20 == UInt8(ascii: "z")
        if isUTC {
            end -= 1
            if octets[end] != UInt8(ascii: "Z") { oddities.insert(.lowerCase) }
        }
        guard end == 15 || end == 13 || end == 11, let hour = DecimalText.digits(octets, 9, 2),
            let minute = end >= 13 ? DecimalText.digits(octets, 11, 2) : 0, let second = end >= 15 ? DecimalText.digits(octets, 13, 2) : 0
        else {
            let hasOffset = octets.dropFirst(9).contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
            return failure(
                hasOffset
                    ? "\"\(shown)\" has an offset after the time; a TZID or a final Z belongs there."
                    : "\"\(shown)\" has no time of the form THHMMSS."
            )
        }
        guard hour < 24, minute < 60, second <= 60 else { return failure("\"\(shown)\" names a time of day that does not exist.") }
        if end < 15 { oddities.insert(.missingSeconds) }
        if second == 60 { oddities.insert(.leapSecond) }
        let local = LocalDateTime(date: date, hour: hour, minute: minute, second: min(second, 59))
        return .success(isUTC ? .utc(local) : .floating(local))
    }

    /// A local time put into a zone; other kinds stay as they are.
    func inZone(_ tzid: String?) -> DateTimeValue {
        if let tzid, !tzid.isEmpty, case .floating(let local) = self { return .zoned(local, tzid: tzid) }
        return self
    }
}
