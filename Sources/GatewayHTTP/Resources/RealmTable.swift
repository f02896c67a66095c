/// Which front end answers for a path.
struct RealmTable: Sendable {
    private let entries: [(realm: Realm, frontEnd: any FrontEnd)]
    let frontEnds: [any FrontEnd]

    init(_ frontEnds: [any FrontEnd]) {
        self.frontEnds = frontEnds
        entries = frontEnds.flatMap { frontEnd in frontEnd.realms.map { ($0, frontEnd) } }
    }

    /// The front end whose realm holds a path; the first registered one where two do.
    func frontEnd(for segments: [String]) -> (any FrontEnd)? { entries.first { $0.realm.contains(segments) }?.frontEnd }

    /// Whether a path lies above a realm.
    func isParent(_ segments: [String]) -> Bool { segments.isEmpty || entries.contains { $0.realm.isBelow(segments) } }

    /// Names of the realms' next segments below a parent, each once, in order of registration.
    func children(of segments: [String]) -> [String] {
        var names: [String] = []
        for entry in entries {
            guard let root = entry.realm.root, root.count > segments.count, root.starts(with: segments) else { continue }
            let name = root[segments.count]
            if !name.hasPrefix("."), !names.contains(name) { names.append(name) }
        }
        return names
    }
}
