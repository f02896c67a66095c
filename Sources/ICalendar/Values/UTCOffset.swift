/// An offset from UTC in seconds, positive east of Greenwich (RFC 5545 section 3.3.14).
public struct UTCOffset: Hashable, Comparable, Sendable {
    public var seconds: Int32

    public init(seconds: Int32) { self.seconds = seconds }

    public static let zero = UTCOffset(seconds: 0)

    public static func < (left: UTCOffset, right: UTCOffset) -> Bool { left.seconds < right.seconds }

    /// Reads `+0100`, `-013045`; also without a sign, with colons, and `-0000`.
    ///
    /// - Throws: `ValueError` for anything else, hours above 23, minutes or seconds above 59.
    public init(_ text: Bytes) throws(ValueError) {
        var digits: [Int32] = []
        var sign: Int32 = 1
        var isGood = true
        for (position, octet) in text.string.trimmedBlanks.utf8.enumerated() {
            switch octet {
            case UInt8(ascii: "+") where position == 0: sign = 1
            case UInt8(ascii: "-") where position == 0: sign = -1
            case UInt8(ascii: ":") where digits.count == 2 || digits.count == 4: break
            case 0x30...0x39 where digits.count < 6: digits.append(Int32(octet) - 0x30)
            default: isGood = false
            }
        }
        guard isGood, digits.count == 4 || digits.count == 6 else {
            throw ValueError("\"\(text.prefix(60).string)\" is no offset from UTC like +0100.")
        }
        let hours = digits[0] * 10 + digits[1]
        let minutes = digits[2] * 10 + digits[3]
        let seconds = digits.count == 6 ? digits[4] * 10 + digits[5] : 0
        guard hours < 24, minutes < 60, seconds < 60 else {
            throw ValueError("\"\(text.prefix(60).string)\" is an impossible offset from UTC.")
        }
        self.init(seconds: sign * (hours * 3600 + minutes * 60 + seconds))
    }

    /// As RFC 5545 writes it: `+0100`, `-013045`.
    public var text: String {
        let magnitude = Int(seconds.magnitude)
        let rest = magnitude % 60
        return (seconds < 0 ? "-" : "+") + DecimalText.padded(magnitude / 3600, 2) + DecimalText.padded(magnitude / 60 % 60, 2)
            + (rest == 0 ? "" : DecimalText.padded(rest, 2))
    }
}
