/// A part of the URL space that belongs to one front end.
public struct Realm: Hashable, Sendable {
    enum Shape: Hashable, Sendable {
        case tree([String])
        case exactly([String])
        case names(suffix: String, under: [String])
    }
    let shape: Shape

    /// `/CalDAV`, `/CalDAV/` and everything below; compared segment by segment after percent-decoding.
    public static func tree(_ path: String) -> Realm { Realm(shape: .tree(segments(path))) }

    /// One resource, with or without a final slash: `/.well-known/caldav`.
    public static func exactly(_ path: String) -> Realm { Realm(shape: .exactly(segments(path))) }

    /// Names directly under a path that end so in any letter case: `.wcap` under `/` or under `/wcap`.
    public static func names(endingWith suffix: String, under path: String = "/") -> Realm {
        Realm(shape: .names(suffix: suffix.lowercased(), under: segments(path)))
    }

    private static func segments(_ path: String) -> [String] {
        path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    }

    /// Whether a path lies in this realm.
    public func contains(_ segments: [String]) -> Bool {
        switch shape {
        case .tree(let root): segments.starts(with: root)
        case .exactly(let path): segments == path
        case .names(let suffix, let parent):
            segments.count == parent.count + 1 && segments.starts(with: parent) && (segments.last?.lowercased().hasSuffix(suffix) ?? false)
        }
    }

    /// Whether a path is a proper ancestor of this realm's root, or a parent of its names.
    func isBelow(_ segments: [String]) -> Bool {
        switch shape {
        case .tree(let root), .exactly(let root): root.count > segments.count && root.starts(with: segments)
        case .names(_, let parent): parent.starts(with: segments)
        }
    }

    /// Segments of the realm's root; for names those of the folder they are in.
    var root: [String]? {
        switch shape {
        case .tree(let root), .exactly(let root): root
        case .names: nil
        }
    }
}
