/// The name of one request, in its answer's `X-Request-Id` header, in error texts and in every log line about it.
public struct RequestID: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// A random id: 20 hex digits are enough to be unique among the requests a log holds.
    public init() {
        var generator = SystemRandomNumberGenerator()
        high = generator.next()
        low = generator.next() & 0xFFFF
    }

    /// 20 lower-case hex digits.
    public var description: String {
        String(unsafeUninitializedCapacity: 20) { buffer in
            for index in 0..<20 {
                let nibble = index < 16 ? (high >> UInt64(60 - 4 * index)) & 15 : (low >> UInt64(12 - 4 * (index - 16))) & 15
                buffer[index] = UInt8(truncatingIfNeeded: nibble < 10 ? 48 + nibble : 87 + nibble)
            }
            return 20
        }
    }
}
