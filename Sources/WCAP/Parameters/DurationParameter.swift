import ICalendar

/// A duration as a WCAP parameter writes it: ISO 8601, and Sun's spelling without the `T` in which `P15M` means minutes (`spec/wcap.md` 1.5).
struct DurationParameter: Hashable, Sendable {
    var duration: CalendarDuration
    /// Whether a sign was written.
    var isSigned: Bool
    /// Sun's short spelling: one number and `M`, `H` or `D`, no `T`.
    var isShort: Bool

    init(_ text: some StringProtocol) throws(ParameterError) {
        var rest = ListSplitting.trimmed(Array(text.utf8))[...]
        var sign = 1
        isSigned = false
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isSigned = true
            sign = first == UInt8(ascii: "-") ? -1 : 1
            rest = rest.dropFirst()
        }
        guard let letter = rest.popFirst(), letter | 0x20 == UInt8(ascii: "p"), !rest.isEmpty else {
            throw ParameterError("not a duration")
        }
        var isTime = false
        var days = 0
        var seconds: Int64 = 0
        var parts = 0
        var sawTime = false
        var hasWeeks = false
        while let octet = rest.first {
            if octet | 0x20 == UInt8(ascii: "t") {
                guard !isTime else { throw ParameterError("not a duration") }
                isTime = true
                sawTime = true
                rest = rest.dropFirst()
                continue
            }
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, digits.count <= 9, digits.endIndex < rest.endIndex else { throw ParameterError("not a duration") }
            let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            switch rest[digits.endIndex] | 0x20 {
            case UInt8(ascii: "w") where !isTime:
                days += number * 7
                hasWeeks = true
            case UInt8(ascii: "d") where !isTime: days += number
            case UInt8(ascii: "h"): seconds += Int64(number) * 3600
            case UInt8(ascii: "m"): seconds += Int64(number) * 60
            case UInt8(ascii: "s"): seconds += Int64(number)
            default: throw ParameterError("not a duration")
            }
            parts += 1
            guard parts <= 8 else { throw ParameterError("not a duration") }
            rest = rest[(digits.endIndex + 1)...]
        }
        guard parts > 0 else { throw ParameterError("not a duration") }
        isShort = !sawTime && parts == 1 && !hasWeeks
        duration = CalendarDuration(days: sign * days, seconds: Int64(sign) * seconds)
    }

    /// The offset of an alarm: a short one without a sign means "before".
    var alarmOffset: CalendarDuration {
        isShort && !isSigned ? CalendarDuration(days: -duration.days, seconds: -duration.seconds) : duration
    }
}
