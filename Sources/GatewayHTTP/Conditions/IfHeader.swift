import HTTPTypes

/// WebDAV's `If` header (RFC 4918 section 10.4): lists of entity tags and state tokens, tagged with a resource or not.
public struct IfHeader: Hashable, Sendable {
    enum Condition: Hashable, Sendable {
        case entityTag(EntityTag, isNegated: Bool)
        /// No resource here has a lock token.
        case stateToken(String, isNegated: Bool)
    }
    struct List: Hashable, Sendable {
        /// Raw path of the resource it is about; nil: the request's.
        var path: String?
        var conditions: [Condition]
    }
    let lists: [List]

    /// - Throws: `HTTPProblem` 400 when the text does not follow the grammar.
    public init(_ text: String) throws(HTTPProblem) {
        let malformed = HTTPProblem(.badRequest, "The If header is malformed.")
        var lists: [List] = []
        var path: String?
        var scanner = Scanner(octets: Array(text.utf8))
        while let octet = scanner.skipBlanks() {
            switch octet {
            case UInt8(ascii: "<"):
                guard let tag = scanner.enclosed(until: UInt8(ascii: ">")) else { throw malformed }
                path = Self.path(ofTag: tag)
            case UInt8(ascii: "("):
                scanner.advance()
                var conditions: [Condition] = []
                var isNegated = false
                list: while true {
                    guard let next = scanner.skipBlanks() else { throw malformed }
                    switch next {
                    case UInt8(ascii: ")"):
                        scanner.advance()
                        break list
                    case UInt8(ascii: "<"):
                        guard let token = scanner.enclosed(until: UInt8(ascii: ">")) else { throw malformed }
                        conditions.append(.stateToken(token, isNegated: isNegated))
                        isNegated = false
                    case UInt8(ascii: "["):
                        guard let inner = scanner.enclosed(until: UInt8(ascii: "]")), let tag = EntityTag(headerValue: inner) else {
                            throw malformed
                        }
                        conditions.append(.entityTag(tag, isNegated: isNegated))
                        isNegated = false
                    default:
                        guard scanner.skipNot() else { throw malformed }
                        isNegated = true
                    }
                }
                guard !conditions.isEmpty, !isNegated else { throw malformed }
                lists.append(List(path: path, conditions: conditions))
            default: throw malformed
            }
        }
        guard !lists.isEmpty else { throw malformed }
        self.lists = lists
    }

    /// Raw paths of resources that lists are about, as they were tagged.
    public var taggedPaths: Set<String> { Set(lists.compactMap(\.path)) }

    /// Whether any list holds: all its conditions are true for its resource.
    func holds(_ current: Validators, requestPath: String, other: (String) -> Validators?) -> Bool {
        lists.contains { list in
            let state: Validators?
            if let path = list.path, !Self.samePath(path, requestPath) { state = other(path) } else { state = current }
            guard let state else { return false }
            return list.conditions.allSatisfy { condition in
                switch condition {
                case .entityTag(let tag, let isNegated): (state.entityTag.map { $0.matchesStrongly(tag) } ?? false) != isNegated
                case .stateToken(_, let isNegated): isNegated
                }
            }
        }
    }

    /// Paths are the same resource when they decode to the same segments.
    private static func samePath(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        guard let first = try? RequestTarget(left).segments(), let second = try? RequestTarget(right).segments() else { return false }
        return first == second
    }

    /// The path of an absolute URI or of a path.
    private static func path(ofTag tag: String) -> String {
        guard let scheme = tag.firstRange(of: "://") else { return tag }
        guard let slash = tag[scheme.upperBound...].firstIndex(of: "/") else { return "/" }
        return String(tag[slash...])
    }

    private struct Scanner {
        let octets: [UInt8]
        var index = 0

        init(octets: [UInt8]) { self.octets = octets }

        mutating func advance() { index += 1 }

        /// Next octet that is no blank; nil at the end.
        mutating func skipBlanks() -> UInt8? {
            while index < octets.count, octets[index] == 0x20 || octets[index] == 0x09 { index += 1 }
            return index < octets.count ? octets[index] : nil
        }

        /// What stands between the current octet and a closing one; steps behind it.
        mutating func enclosed(until close: UInt8) -> String? {
            guard let end = octets[index...].firstIndex(of: close) else { return nil }
            defer { index = end + 1 }
            return String(decoding: octets[(index + 1)..<end], as: UTF8.self)
        }

        mutating func skipNot() -> Bool {
            guard index + 3 <= octets.count, String(decoding: octets[index..<index + 3], as: UTF8.self).lowercased() == "not" else {
                return false
            }
            index += 3
            return true
        }
    }
}
