/// Finds a registered name from its octets without making a string: a hash over the name's two machine words.
struct RegisteredNameTable: Sendable {
    /// A name of up to 16 octets in upper case, packed into two words, the first octet lowest.
    struct Key: Equatable, Sendable {
        var low: UInt64 = 0
        var high: UInt64 = 0

        var slot: Int { Int(truncatingIfNeeded: (low &* 0x9E37_79B9_7F4A_7C15 ^ high &* 0xC2B2_AE3D_27D4_EB4F) >> 55) }

        /// Adds the octet at `position`; octets from 16 on are not part of a key.
        @inline(__always)
        mutating func put(_ octet: UInt8, at position: Int) {
            if position < 8 {
                low |= UInt64(octet) &<< UInt64(truncatingIfNeeded: position &* 8)
            } else if position < 16 {
                high |= UInt64(octet) &<< UInt64(truncatingIfNeeded: (position &- 8) &* 8)
            }
        }
    }

    static let shared = RegisteredNameTable()

    private let slots: [(key: Key, name: RegisteredName)]

    private init() {
        var slots = [(key: Key, name: RegisteredName)](repeating: (Key(), .other), count: 512)
        for name in RegisteredName.allCases where name != .other {
            var key = Key()
            for (position, octet) in name.spelling.utf8.enumerated() { key.put(octet, at: position) }
            var slot = key.slot
            while slots[slot].name != .other { slot = (slot + 1) & 511 }
            slots[slot] = (key, name)
        }
        self.slots = slots
    }

    /// The registered name of a key, `other` if there is none. The caller makes sure that the name has at most 16 octets.
    @inline(__always)
    func name(for key: Key) -> RegisteredName {
        var slot = key.slot
        while true {
            let entry = slots[slot]
            if entry.key == key || entry.name == .other { return entry.name }
            slot = (slot + 1) & 511
        }
    }

    /// The registered name of a name in upper case.
    func name(for upper: UnsafeBufferPointer<UInt8>) -> RegisteredName {
        guard upper.count <= 16 else { return .other }
        var key = Key()
        for position in 0..<upper.count { key.put(upper[position], at: position) }
        return name(for: key)
    }
}
