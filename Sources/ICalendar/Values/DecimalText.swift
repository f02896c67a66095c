/// Decimal numbers in octets, without strings in between.
enum DecimalText {
    /// The number that exactly these octets spell; nil if one is no digit. At most 18 octets may be asked for.
    @inline(__always)
    static func digits(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start >= 0, count > 0, count <= 18, start &+ count <= text.count else { return nil }
        var number = 0
        for place in start..<(start &+ count) {
            let digit = text[place] &- 0x30
            guard digit < 10 else { return nil }
            number = number &* 10 &+ Int(digit)
        }
        return number
    }

    /// The digits of a number, with zeros before them up to a width.
    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Writes the last `width` digits of a number at a place.
    @inline(__always)
    static func put(_ number: some BinaryInteger, _ width: Int, at place: Int, in text: UnsafeMutableBufferPointer<UInt8>) {
        var rest = Int(truncatingIfNeeded: number)
        for digit in stride(from: place &+ width &- 1, through: place, by: -1) {
            text[digit] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// The octets without blanks and tabs around them.
    static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var low = 0
        var high = text.count
        while low < high, text[low] == 0x20 || text[low] == 0x09 { low += 1 }
        while high > low, text[high - 1] == 0x20 || text[high - 1] == 0x09 { high -= 1 }
        return UnsafeBufferPointer(rebasing: text[low..<high])
    }
}
