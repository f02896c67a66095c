import ICalendar

/// One entry of `attendees`: `PARTSTAT=ACCEPTED^RSVP=TRUE^jdoe` (`spec/wcap.md` 6.4).
struct AttendeeParameter: Hashable, Sendable {
    /// Parameters in the order they were sent, names in upper case.
    var parameters: [Parameter] = []
    /// A calid, a user id or `mailto:address`.
    var address: String
    /// PARTSTAT=X-NSCP-WCAP-ATTENDEE-DELETE
    var isRemoval = false

    private static let known: Set<String> = [
        "PARTSTAT", "CUTYPE", "MEMBER", "ROLE", "RSVP", "DELEGATED-TO", "DELEGATED-FROM", "SENT-BY", "CN", "DIR", "LANGUAGE",
        "SENT-STATUS", "X-S1CS-EXPAND",
    ]

    /// Reads one item of the list, still encoded as it came. Nil for an item without an address.
    init?(_ item: Bytes, isEncoded: Bool) {
        let caret = UInt8(ascii: "^")
        var fields = item.split(separator: caret, omittingEmptySubsequences: false).map {
            isEncoded ? PercentDecoding.decoded($0) : Array($0)
        }
        if fields.count == 1, let only = fields.first, only.contains(caret) {
            fields = only.split(separator: caret, omittingEmptySubsequences: false).map { Array($0) }
        }
        let texts = fields.map { PercentDecoding.text(ListSplitting.trimmed(ListSplitting.unescapingQuotedPrintable($0))) }
        guard let last = texts.last, !last.isEmpty else { return nil }
        address = last
        for field in texts.dropLast() {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { continue }
            var name = parts[0].uppercased()
            if name == "PARSTAT" { name = "PARTSTAT" }
            if name == "LANG" { name = "LANGUAGE" }
            guard Self.known.contains(name) else { continue }
            var value = parts[1]
            if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") { value = String(value.dropFirst().dropLast()) }
            if ["PARTSTAT", "ROLE", "RSVP", "CUTYPE"].contains(name) { value = String(value.uppercased().map { $0 == "_" ? "-" : $0 }) }
            if name == "PARTSTAT", value == "X-NSCP-WCAP-ATTENDEE-DELETE" { isRemoval = true }
            parameters.removeAll { $0.name == name }
            parameters.append(Parameter(name, value))
        }
    }

    /// All entries of the parameter; nil when it was not sent.
    static func list(_ entry: Parameters.Entry?) -> [AttendeeParameter]? {
        guard let entry else { return nil }
        var items = ListSplitting.split(entry.value, isEncoded: entry.isEncoded)
        var isEncoded = entry.isEncoded
        if items.count == 1, isEncoded, !entry.value.contains(UInt8(ascii: "^")) {
            let decoded = PercentDecoding.decoded(entry.value)
            if decoded.contains(UInt8(ascii: ";")), decoded.contains(UInt8(ascii: "^")) {
                items = ListSplitting.split(decoded[...], isEncoded: false)
                isEncoded = false
            }
        }
        return items.compactMap { AttendeeParameter($0, isEncoded: isEncoded) }
    }
}
