import Crypto

/// A name that is the UID with ".ics" is not kept: the UID is. Here each of both is told from the other.
extension String {
    /// The name of an object with this UID, of which `kept` is kept.
    func resourceName(_ kept: String?) -> String { kept ?? self + ".ics" }

    /// What is kept of a name of an object with this UID; nil when the UID says it.
    func keptName(_ name: String) -> String? { name.isResourceName(ofUID: self) ? nil : name }

    /// As a resource name: the UID of the only object that has it without keeping it.
    var uidOfResourceName: String? {
        utf8.suffix(4).elementsEqual(".ics".utf8) ? String(decoding: utf8.dropLast(4), as: UTF8.self) : nil
    }

    /// Octet for octet: names and UIDs that only look the same are not the same.
    private func isResourceName(ofUID uid: String) -> Bool {
        utf8.count == uid.utf8.count + 4 && utf8.starts(with: uid.utf8) && utf8.suffix(4).elementsEqual(".ics".utf8)
    }
}

/// The last path segment of an object that nobody named (architecture section 3).
enum ResourceName {
    /// `UID.ics` where the UID fits a path, else a digest of it.
    static func derived(fromUID uid: String) -> String { stem(of: uid) + ".ics" }

    /// The derived name with an ordinal, for the second object that would have it.
    static func derived(fromUID uid: String, ordinal: Int) -> String { "\(stem(of: uid))-\(ordinal).ics" }

    private static func stem(of uid: String) -> String {
        isPlain(uid) ? uid : base32(Array(SHA256.hash(data: Array(uid.utf8))), length: 26)
    }

    /// Whether the name of an object with this UID is the UID itself.
    static func isPlain(_ uid: String) -> Bool {
        guard let first = uid.utf8.first, uid.utf8.count <= 128, isPlain(first) || first == 0x40 || first == 0x5F else { return false }
        return uid.utf8.allSatisfy { isPlain($0) || $0 == 0x40 || $0 == 0x5F || $0 == 0x2E || $0 == 0x2D }
    }

    private static func isPlain(_ octet: UInt8) -> Bool {
        (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
    }

    /// Lower-case base32 (RFC 4648), cut to `length` characters.
    private static func base32(_ octets: [UInt8], length: Int) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        var characters: [UInt8] = []
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for octet in octets where characters.count < length {
            buffer = (buffer << 8) | UInt32(octet)
            bits += 8
            while bits >= 5 {
                bits -= 5
                characters.append(alphabet[Int((buffer >> bits) & 31)])
            }
            buffer &= (1 << bits) - 1
        }
        return String(decoding: characters.prefix(length), as: UTF8.self)
    }
}
