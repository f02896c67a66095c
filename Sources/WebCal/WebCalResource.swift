import HTTPTypes

/// What a path below `/webcal` names.
enum WebCalResource: Hashable {
    /// `collection/{uid}`: a calendar by its stable id, or by its WCAP calid.
    case collection(String)
    /// `link/{secret}.ics`: what a feed link shows. The secret is nil for a name that cannot hold one.
    case link(secret: String?)
    /// `links`: the page on which people make and revoke their links; and what stands in front of `webcal` in its path.
    case links(prefix: [String])

    static let collectionPath = ["webcal", "collection"]
    static let linkPath = ["webcal", "link"]
    static let linksPath = ["webcal", "links"]
    private static let linkExtension = ".ics"

    /// - Parameters:
    ///   - segments: of the whole path.
    ///   - prefixes: what may stand in front of `webcal`.
    init?(_ segments: [String], prefixes: [[String]]) {
        for prefix in prefixes where segments.starts(with: prefix) {
            let rest = segments[prefix.count...]
            if rest.elementsEqual(Self.linksPath) {
                self = .links(prefix: prefix)
                return
            }
            guard rest.count == 3, let name = rest.last else { continue }
            if rest.starts(with: Self.collectionPath) {
                self = .collection(name)
                return
            }
            if rest.starts(with: Self.linkPath) {
                self = .link(secret: name.hasSuffix(Self.linkExtension) ? String(name.dropLast(Self.linkExtension.count)) : nil)
                return
            }
        }
        return nil
    }

    /// The segments of a link's feed.
    static func linkSegments(secret: String, prefix: [String]) -> [String] { prefix + linkPath + [secret + linkExtension] }

    /// What can be done with it.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .collection, .link: Self.feedMethods
        case .links: Self.feedMethods + [.post]
        }
    }

    static let feedMethods: [HTTPRequest.Method] = [.options, .get, .head]
}
