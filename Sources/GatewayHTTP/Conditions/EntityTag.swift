/// An entity tag (RFC 9110 section 8.8.3).
public struct EntityTag: Hashable, Sendable {
    /// Without the quotes.
    public let value: String
    public let isWeak: Bool

    public init(_ value: String, isWeak: Bool = false) {
        self.value = value
        self.isWeak = isWeak
    }

    /// As a header carries it: `"value"` or `W/"value"`.
    public var headerValue: String { isWeak ? "W/\"\(value)\"" : "\"\(value)\"" }

    /// Equal and both strong.
    public func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && value == other.value }

    /// Equal, weakness aside.
    public func matchesWeakly(_ other: EntityTag) -> Bool { value == other.value }

    /// Reads one tag. Clients that leave the quotes out are understood.
    public init?(headerValue text: some StringProtocol) {
        guard case .tags(let tags) = EntityTagList.parse(text), tags.count == 1, let tag = tags.first else { return nil }
        self = tag
    }
}

/// The value of `If-Match` and `If-None-Match`.
public enum EntityTagList: Hashable, Sendable {
    /// `*`
    case any
    case tags([EntityTag])

    /// Reads a list leniently: a missing quote, unquoted tags and empty elements are no errors.
    public static func parse(_ text: some StringProtocol) -> EntityTagList {
        var tags: [EntityTag] = []
        let octets = Array(text.utf8)
        var index = 0
        while index < octets.count {
            let octet = octets[index]
            if octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") || octet == UInt8(ascii: ",") {
                index += 1
                continue
            }
            var isWeak = false
            if octet == UInt8(ascii: "W") || octet == UInt8(ascii: "w"), index + 2 < octets.count, octets[index + 1] == UInt8(ascii: "/"),
                octets[index + 2] == UInt8(ascii: "\"")
            {
                isWeak = true
                index += 2
            }
            if octets[index] == UInt8(ascii: "\"") {
                let start = index + 1
                let end = octets[start...].firstIndex(of: UInt8(ascii: "\"")) ?? octets.count
                tags.append(EntityTag(String(decoding: octets[start..<end], as: UTF8.self), isWeak: isWeak))
                index = end + 1
            } else {
                let end = octets[index...].firstIndex(of: UInt8(ascii: ",")) ?? octets.count
                var word = octets[index..<end]
                while let last = word.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { word.removeLast() }
                if word.elementsEqual([UInt8(ascii: "*")]) { return .any }
                tags.append(EntityTag(String(decoding: word, as: UTF8.self), isWeak: false))
                index = end + 1
            }
        }
        return .tags(tags)
    }
}
