/// Copies text in which few octets have to be written otherwise: eight octets at a time where none of them needs care.
enum OctetReplacement {
    /// Appends `octets`; `replace` is given the octets that need care, one at a time, and may take more by moving the place on.
    ///
    /// - Parameter extra: needs care beside controls, DEL, `"`, `&`, `<`, `>` and whatever is no ASCII.
    @inline(__always)
    static func append(
        _ octets: UnsafeBufferPointer<UInt8>, extra: UInt8, to text: inout [UInt8],
        replace: (_ octet: UInt8, _ next: inout Int, _ text: inout [UInt8]) -> Void
    ) {
        let source = UnsafeRawBufferPointer(octets)
        var copied = 0
        var place = 0
        func copy(upTo end: Int) {
            if copied < end { text.append(contentsOf: UnsafeBufferPointer(rebasing: octets[copied..<end])) }
        }
        while place < octets.count {
            let marks: UInt64
            if place + 8 <= octets.count {
                marks = needsCare(UInt64(littleEndian: source.loadUnaligned(fromByteOffset: place, as: UInt64.self)), extra: extra)
                guard marks != 0 else {
                    place += 8
                    continue
                }
            } else {
                // Of the last ones, filled up with letters.
                marks = needsCare(UInt64(octets[place]) | 0x4141_4141_4141_4100, extra: extra)
                guard marks != 0 else {
                    place += 1
                    continue
                }
            }
            place += marks.trailingZeroBitCount / 8
            copy(upTo: place)
            place += 1
            replace(octets[place - 1], &place, &text)
            copied = place
        }
        copy(upTo: octets.count)
    }

    /// The highest bit of each octet that needs care. The lowest mark is exact, others may be too many.
    @inline(__always)
    private static func needsCare(_ word: UInt64, extra: UInt8) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
        let controls = (word &- (0x20 * ones)) & ~word
        let quotesAndAmpersands = zeros((word & (0xFB * ones)) ^ (0x22 * ones))
        let brackets = zeros((word & (0xFD * ones)) ^ (0x3C * ones))
        let others = zeros(word ^ (0x7F * ones)) | zeros(word ^ (UInt64(extra) &* ones))
        return (controls | quotesAndAmpersands | brackets | others | word) & (0x80 * ones)
    }
}
