import HTTPTypes

/// The head of a request of the simplest kind: HTTP/1.1, on a connection that stays; GET or HEAD without a body, or PUT or DELETE whose body,
/// if any, says its length and is not encoded in any way.
///
/// This is no second HTTP parser: whatever is not certainly of this kind is no plain head, and the real parser reads it. What is one means the
/// same to both.
struct PlainRequestHead {
    let method: HTTPRequest.Method
    let target: String
    let authority: String
    let fields: HTTPFields
    /// Octets from the method to the empty line, both included.
    let count: Int
    /// Octets of the body that follows.
    let bodyLength: Int

    /// Longer ones are left to the real parser and its limits.
    static let limit = 8192
    private static let fieldLimit = 64

    /// Reads the head at the beginning of what has arrived; nil when it is no plain one, or not there in full.
    init?(_ octets: UnsafeRawBufferPointer) {
        var scanner = Scanner(octets: octets, end: min(octets.count, Self.limit))
        if scanner.skip("GET ") {
            method = .get
        } else if scanner.skip("HEAD ") {
            method = .head
        } else if scanner.skip("PUT ") {
            method = .put
        } else if scanner.skip("DELETE ") {
            method = .delete
        } else {
            return nil
        }
        guard let target = scanner.text(while: { Self.kinds[Int($0)] & Self.ofTarget != 0 }), target.utf8.first == UInt8(ascii: "/"),
            scanner.skip(" HTTP/1.1\r\n")
        else { return nil }
        self.target = target
        var authority: String?
        var length: Int?
        var fields = HTTPFields()
        fields.reserveCapacity(8)
        while !scanner.skip("\r\n") {
            guard let name = scanner.text(while: { Self.kinds[Int($0)] & Self.ofToken != 0 }), scanner.skip(":") else { return nil }
            scanner.skipBlanks()
            guard let value = scanner.text(while: { Self.kinds[Int($0)] & Self.ofValue != 0 }), value.utf8.last != 0x20,
                value.utf8.last != 0x09, scanner.skip("\r\n")
            else { return nil }
            switch name.lowercased() {
            case "host":
                // Two Hosts are no request, and neither is for this place to refuse.
                guard authority == nil else { return nil }
                authority = value
                continue
            case "connection": guard value.lowercased() == "keep-alive" else { return nil }
            case "content-length":
                guard method == .put || method == .delete, length == nil, let number = Self.number(value) else { return nil }
                length = number
            case "transfer-encoding", "content-encoding", "expect", "upgrade", "http2-settings", "te", "trailer",
                "proxy-connection":
                return nil
            default: break
            }
            guard let fieldName = HTTPField.Name(name), fields.count < Self.fieldLimit else { return nil }
            fields.append(HTTPField(name: fieldName, value: value))
        }
        guard let authority, method != .put || length != nil else { return nil }
        self.authority = authority
        self.fields = fields
        count = scanner.place
        bodyLength = length ?? 0
    }

    /// A length of at most five digits.
    private static func number(_ text: String) -> Int? {
        (1...5).contains(text.utf8.count) && text.utf8.allSatisfy { $0 &- 0x30 < 10 } ? Int(text) : nil
    }

    // MARK: Octets

    private static let ofTarget: UInt8 = 1
    private static let ofToken: UInt8 = 2
    private static let ofValue: UInt8 = 4

    /// What each octet may be part of: a target (RFC 3986 without `#`), a token (RFC 9110 section 5.6.2), a field's value in ASCII.
    private static let kinds: [UInt8] = {
        var kinds = [UInt8](repeating: 0, count: 256)
        for octet in UInt8(0x20)...0x7E { kinds[Int(octet)] |= ofValue }
        kinds[0x09] |= ofValue
        let letters = (0x30...0x39).map(UInt8.init) + (0x41...0x5A).map(UInt8.init) + (0x61...0x7A).map(UInt8.init)
        for octet in letters + Array("-._~/?%:@!$&'()*+,;=".utf8) { kinds[Int(octet)] |= ofTarget }
        for octet in letters + Array("!#$%&'*+-.^_`|~".utf8) { kinds[Int(octet)] |= ofToken }
        return kinds
    }()

    private struct Scanner {
        let octets: UnsafeRawBufferPointer
        let end: Int
        var place = 0

        init(octets: UnsafeRawBufferPointer, end: Int) {
            self.octets = octets
            self.end = end
        }

        mutating func skip(_ text: StaticString) -> Bool {
            let count = text.utf8CodeUnitCount
            guard end - place >= count else { return false }
            for index in 0..<count where octets[place + index] != text.utf8Start[index] { return false }
            place += count
            return true
        }

        mutating func skipBlanks() {
            while place < end, octets[place] == 0x20 || octets[place] == 0x09 { place += 1 }
        }

        /// The octets of a kind from here on, at least one.
        mutating func text(while belongs: (UInt8) -> Bool) -> String? {
            let start = place
            while place < end, belongs(octets[place]) { place += 1 }
            return place > start ? String(decoding: octets[start..<place], as: UTF8.self) : nil
        }
    }
}
