import Synchronization

/// The name of one request, in its answer's `X-Request-Id` header, in error texts and in every log line about it.
public struct RequestID: Hashable, Sendable, CustomStringConvertible {
    private let process: UInt64
    private let number: UInt64

    /// Of this process, so that ids of before a restart and of other nodes are others.
    private static let process = UInt64.random(in: 0..<1 << 40)
    private static let count = Atomic<UInt64>(0)

    /// The next one: a random part of the process, and the requests counted.
    public init() {
        process = Self.process
        number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// 20 lower-case hex digits.
    public var description: String {
        String(unsafeUninitializedCapacity: 20) { buffer in
            for index in 0..<20 {
                let nibble = index < 10 ? (process >> UInt64(36 - 4 * index)) & 15 : (number >> UInt64(36 - 4 * (index - 10))) & 15
                buffer[index] = UInt8(truncatingIfNeeded: nibble < 10 ? 48 + nibble : 87 + nibble)
            }
            return 20
        }
    }
}
