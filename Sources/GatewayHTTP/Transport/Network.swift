#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A range of IP addresses: an address and the number of leading bits that count.
struct Network: Hashable, Sendable {
    private let octets: [UInt8]
    private let bits: Int

    /// Reads `ADDRESS` or `ADDRESS/BITS`.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let octets = Self.octets(of: String(first)) else { return nil }
        self.octets = octets
        guard parts.count == 2 else {
            bits = octets.count * 8
            return
        }
        guard let bits = Int(parts[1]), (0...octets.count * 8).contains(bits) else { return nil }
        self.bits = bits
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == octets.count else { return false }
        let whole = bits / 8
        guard address[..<whole] == octets[..<whole] else { return false }
        let rest = bits % 8
        return rest == 0 || (address[whole] ^ octets[whole]) >> (8 - rest) == 0
    }

    /// Network-order octets of an IPv4 or IPv6 address; an IPv4 address mapped into IPv6 counts as IPv4.
    static func octets(of address: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, address, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        guard inet_pton(AF_INET6, String(address.prefix { $0 != "%" }), &six) == 1 else { return nil }
        let octets = withUnsafeBytes(of: six) { Array($0) }
        let isMapped = octets[..<10].allSatisfy { $0 == 0 } && octets[10] == 0xFF && octets[11] == 0xFF
        return isMapped ? Array(octets[12...]) : octets
    }
}
