import ICalendar

/// Names the content of an attachment: calendar, UID and a digest of the content, in hex digits so that clients cannot cut it short.
struct AttachmentID: Hashable, Sendable {
    /// Public id of the calendar.
    var calendar: String
    var uid: String
    /// 16 hex digits.
    var digest: String

    init(calendar: String, uid: String, property: Property) {
        self.calendar = calendar
        self.uid = uid
        digest = Self.digest(of: property)
    }

    init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0, digits.count <= 4096 else { return nil }
        var octets: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = PercentDecoding.hexValue(digits[place]), let low = PercentDecoding.hexValue(digits[place + 1]) else {
                return nil
            }
            octets.append(high << 4 | low)
        }
        let parts = octets.split(separator: 0, omittingEmptySubsequences: false).map { PercentDecoding.text($0) }
        guard parts.count == 3 else { return nil }
        (calendar, uid, digest) = (parts[0], parts[1], parts[2])
    }

    var text: String {
        let digits = Array("0123456789abcdef")
        return String("\(calendar)\0\(uid)\0\(digest)".utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// Whether an ATTACH holds its content itself.
    static func isContent(_ attachment: Property) -> Bool { attachment.parameter("VALUE")?.uppercased() == "BINARY" }

    /// FNV-1a over the value, 16 hex digits.
    static func digest(of attachment: Property) -> String {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for octet in attachment.value { hash = (hash ^ UInt64(octet)) &* 1_099_511_628_211 }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
