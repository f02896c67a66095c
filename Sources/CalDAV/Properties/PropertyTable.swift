import GatewayHTTP
import XMLDocument

/// Something that has properties.
protocol PropertySubject: Sendable {
    /// Properties that clients set and the server keeps without knowing them.
    func deadProperty(_ name: XMLName) -> PropertyValue?
    var deadPropertyNames: [XMLName] { get }
}

extension PropertySubject {
    func deadProperty(_ name: XMLName) -> PropertyValue? { nil }
    var deadPropertyNames: [XMLName] { [] }
}

/// A property that the server computes.
struct LiveProperty<Subject: PropertySubject>: Sendable {
    let name: XMLName
    /// RFC 4918 defines it, and computing it costs little: part of `allprop`.
    let isInAllprop: Bool
    /// All objects of one kind in one calendar have the same value.
    let isSharedByKind: Bool
    /// nil: the resource does not have it.
    let value: @Sendable (Subject) -> PropertyValue?

    init(
        _ name: XMLName, isInAllprop: Bool = false, isSharedByKind: Bool = false, _ value: @escaping @Sendable (Subject) -> PropertyValue?
    ) {
        self.name = name
        self.isInAllprop = isInAllprop
        self.isSharedByKind = isSharedByKind
        self.value = value
    }
}

/// The live properties of one kind of resource.
struct PropertyTable<Subject: PropertySubject>: Sendable {
    let properties: [LiveProperty<Subject>]
    private let byName: [XMLName: LiveProperty<Subject>]

    init(_ properties: [LiveProperty<Subject>]) {
        self.properties = properties
        byName = Dictionary(properties.map { ($0.name, $0) }) { first, _ in first }
    }

    subscript(name: XMLName) -> LiveProperty<Subject>? { byName[name] }
}

/// What one request asks of resources of one kind, looked up once for all of them.
struct PropertyPlan<Subject: PropertySubject>: Sendable {
    struct Item: Sendable {
        var name: XMLName
        var property: LiveProperty<Subject>?
    }

    let items: [Item]
    /// `propname`: no values.
    let namesOnly: Bool
    /// Dead properties too (`allprop`, `propname`).
    let includesDead: Bool
    /// Whether what a resource does not have is passed over in silence.
    let omitsMissing: Bool

    init(_ selection: PropertySelection, _ table: PropertyTable<Subject>, isMinimal: Bool) {
        switch selection {
        case .all(let included):
            let extra = included.filter { name in table[name]?.isInAllprop != true }
            items =
                table.properties.filter(\.isInAllprop).map { Item(name: $0.name, property: $0) }
                + extra.map { Item(name: $0, property: table[$0]) }
            (namesOnly, includesDead, omitsMissing) = (false, true, extra.isEmpty || isMinimal)
        case .names:
            items = table.properties.map { Item(name: $0.name, property: $0) }
            (namesOnly, includesDead, omitsMissing) = (true, true, true)
        case .named(let names):
            var seen: Set<XMLName> = []
            items = names.filter { seen.insert($0).inserted }.map { Item(name: $0, property: table[$0]) }
            (namesOnly, includesDead, omitsMissing) = (false, false, isMinimal)
        }
    }

    func contains(_ name: XMLName) -> Bool { items.contains { $0.name == name } }

    /// Whether nothing but these is asked for.
    func asksOnly(for names: Set<XMLName>) -> Bool { !namesOnly && !includesDead && items.allSatisfy { names.contains($0.name) } }

    var asksForETagAlone: Bool { asksOnly(for: [.getetag]) && !items.isEmpty }
}
