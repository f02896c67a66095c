import Foundation

/// Names the input that was being read when the process dies by a signal, so that it can be made again.
enum CrashReport {
    /// Number of the present input; only the one working thread writes it, and the handler reads it after that thread stopped.
    nonisolated(unsafe) static var number: UInt64 = 0

    /// Catches traps, bad accesses and an alarm that says the input takes too long.
    static func install() {
        for code in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGALRM] {
            signal(code) { code in
                CrashReport.write(code)
                signal(code, SIG_DFL)
                raise(code)
            }
        }
    }

    /// Writes without allocating, as a handler must.
    private static func write(_ code: Int32) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
            var place = 0
            func put(_ octet: UInt8) {
                buffer[place] = octet
                place += 1
            }
            for octet in [0x0A, 0x73, 0x69, 0x67, 0x6E, 0x61, 0x6C, 0x20] as [UInt8] { put(octet) }
            put(0x30 + UInt8(code / 10 % 10))
            put(0x30 + UInt8(code % 10))
            put(0x20)
            put(0x23)
            var divisor: UInt64 = 1_000_000_000_000_000
            while divisor > 0 {
                put(0x30 + UInt8(number / divisor % 10))
                divisor /= 10
            }
            put(0x0A)
            _ = Foundation.write(2, buffer.baseAddress, place)
        }
    }
}
