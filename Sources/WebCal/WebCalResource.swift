/// What a path below `/webcal` names.
enum WebCalResource: Hashable {
    /// `collection/{uid}`: a calendar by its stable id, or by its WCAP calid.
    case collection(String)
    /// `link/{secret}.ics`: what a feed link shows. The secret is nil for a name that cannot hold one.
    case link(secret: String?)

    static let linkPath = ["webcal", "link"]
    static let collectionPath = ["webcal", "collection"]

    /// - Parameters:
    ///   - segments: of the whole path.
    ///   - prefixes: what may stand in front of `webcal`.
    init?(_ segments: [String], prefixes: [[String]]) {
        for prefix in prefixes where segments.starts(with: prefix) {
            let rest = segments[prefix.count...]
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

    private static let linkExtension = ".ics"
}
