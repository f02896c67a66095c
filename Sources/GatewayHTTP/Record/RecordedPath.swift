/// Paths as records and logs may hold them: without the secrets that some of them carry.
struct RecordedPath: Sendable {
    /// Segments after which a secret follows, in lower case.
    private let secretPaths: [[String]]

    init(_ frontEnds: [any FrontEnd]) {
        secretPaths = frontEnds.flatMap(\.secretPaths).map { $0.map { $0.lowercased() } }
    }

    /// The path of a target as it was sent; with a secret in it up to there, and `…` in its place.
    ///
    /// A path that no front end answers for is looked at too: it may be a secret one that somebody mistyped.
    func text(of target: RequestTarget, answeredBy frontEnd: (any FrontEnd)?) -> String {
        guard !secretPaths.isEmpty, frontEnd?.secretPaths.isEmpty != true else { return String(target.rawPath) }
        let slash = UInt8(ascii: "/")
        // An encoded slash may hide one; what cannot be decoded is taken as it is.
        let segments = target.rawPath.utf8.split(separator: slash).flatMap { raw in
            (PercentEncoding.decode(raw) ?? Array(raw)).split(separator: slash).map { String(decoding: $0, as: UTF8.self) }
        }
        let folded = segments.map { $0.lowercased() }
        for secret in secretPaths {
            for start in folded.indices where folded[start...].starts(with: secret) && start + secret.count < folded.count {
                return segments[..<(start + secret.count)].map { "/" + PercentEncoding.encode(segment: $0) }.joined() + "/…"
            }
        }
        return String(target.rawPath)
    }
}
