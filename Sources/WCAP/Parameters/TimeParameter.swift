import ICalendar

/// A date or time as a WCAP parameter writes it (`spec/wcap.md` 1.5).
enum TimeParameter: Hashable, Sendable {
    /// `0` or nothing: open, unset, removed, "not a recurrence", as the parameter has it.
    case unset
    case date(CalendarDate)
    /// Without `Z`: read in `tzid` or a default zone.
    case local(LocalDateTime)
    case utc(LocalDateTime)

    /// Reads `19990301T112233Z`, `19990301T112233`, `19990301`, `0` or nothing; dashes, colons and missing seconds are tolerated.
    init(_ text: some StringProtocol) throws(ParameterError) {
        var digits: [UInt8] = []
        var timeStart: Int?
        var isUTC = false
        for octet in ListSplitting.trimmed(Array(text.utf8)) {
            switch octet {
            case 0x30...0x39 where !isUTC: digits.append(octet - 0x30)
            case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " "):
                guard timeStart == nil, digits.count == 8 else { throw ParameterError("not a time") }
                timeStart = digits.count
            case UInt8(ascii: "Z"), UInt8(ascii: "z"):
                guard !isUTC, timeStart != nil else { throw ParameterError("not a time") }
                isUTC = true
            case UInt8(ascii: "-"), UInt8(ascii: ":"): continue
            default: throw ParameterError("not a time")
            }
            guard digits.count <= 14 else { throw ParameterError("not a time") }
        }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1) } }
        if timeStart == nil, digits.allSatisfy({ $0 == 0 }) {
            self = .unset
            return
        }
        guard digits.count >= 8, let date = CalendarDate(validYear: number(0..<4), month: number(4..<6), day: number(6..<8)) else {
            throw ParameterError("not a date")
        }
        guard timeStart != nil else {
            guard digits.count == 8 else { throw ParameterError("not a date") }
            self = .date(date)
            return
        }
        guard digits.count == 12 || digits.count == 14 else { throw ParameterError("not a time") }
        let (hour, minute, second) = (number(8..<10), number(10..<12), digits.count == 14 ? number(12..<14) : 0)
        guard hour < 24, minute < 60, second <= 60 else { throw ParameterError("not a time") }
        let local = LocalDateTime(date: date, hour: hour, minute: minute, second: min(second, 59))
        self = isUTC ? .utc(local) : .local(local)
    }

    /// Where it lies on the UTC line; a date is midnight, a local time is read in `zone`; nil when unset.
    func instant(in zone: ZoneRules) -> Instant? {
        switch self {
        case .unset: nil
        case .date(let date): zone.instant(of: LocalDateTime(startOf: date))
        case .local(let local): zone.instant(of: local)
        case .utc(let local): local.asUTC
        }
    }
}

/// Why a parameter cannot be understood.
struct ParameterError: Error, Hashable, Sendable {
    var reason: String
    init(_ reason: String) { self.reason = reason }
}
