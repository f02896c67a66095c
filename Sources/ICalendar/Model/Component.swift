/// A component: a name, its properties in order, its sub-components in order (RFC 5545 section 3.6). Unknown ones are kept.
public struct Component: Hashable, Sendable {
    public var name: ComponentName
    public var properties: [Property]
    public var components: [Component]
    /// The line of the source text on which BEGIN stood, counted from 1; 0 for one made here. Not part of equality.
    public var lineNumber: Int

    public init(_ name: ComponentName, properties: [Property] = [], components: [Component] = [], lineNumber: Int = 0) {
        self.name = name
        self.properties = properties
        self.components = components
        self.lineNumber = lineNumber
    }

    /// The first property of a name.
    public func first(_ name: PropertyName) -> Property? { place(of: name).map { properties[$0] } }

    /// All properties of a name, in order.
    public func all(_ name: PropertyName) -> [Property] { properties.filter { $0.isNamed(name) } }

    public func has(_ name: PropertyName) -> Bool { place(of: name) != nil }

    /// Where the first property of a name stands. Asked many times for each object: compares numbers in place.
    private func place(of name: PropertyName) -> Int? {
        let registered = name.registered
        return properties.withUnsafeBufferPointer { properties in
            properties.indices.first {
                properties[$0].registered == registered && (registered != .other || properties[$0].name == name)
            }
        }
    }

    /// Whether a closure says yes to a property of one of these names; others are passed over in place.
    public func contains(_ names: [PropertyName], where isWanted: (Property) -> Bool) -> Bool {
        properties.withUnsafeBufferPointer { properties in
            properties.indices.contains { index in
                let registered = properties[index].registered
                let isNamed = names.contains { $0.registered == registered && (registered != .other || properties[index].name == $0) }
                return isNamed && isWanted(properties[index])
            }
        }
    }

    /// Every TZID that its properties name, without those of sub-components, each with the property that does.
    func forEachTZID(_ body: (String, Property) -> Void) {
        properties.withUnsafeBufferPointer { properties in
            for index in properties.indices where properties[index].hasParameters {
                if let tzid = properties[index].parameter("TZID") { body(tzid, properties[index]) }
            }
        }
    }

    /// Puts a property in the place of the first of its name and removes the others; appends it if there was none.
    public mutating func set(_ property: Property) {
        let name = property.name
        guard let index = properties.firstIndex(where: { $0.isNamed(name) }) else {
            properties.append(property)
            return
        }
        properties[index] = property
        var isFirst = true
        properties.removeAll {
            guard $0.isNamed(name) else { return false }
            defer { isFirst = false }
            return !isFirst
        }
    }

    /// Removes every property of a name.
    public mutating func remove(_ name: PropertyName) { properties.removeAll { $0.isNamed(name) } }

    /// The text of UID as written, nil when missing or empty.
    public var uid: String? {
        guard let value = first(.uid)?.valueString, !value.isEmpty else { return nil }
        return value
    }

    public static func == (left: Component, right: Component) -> Bool {
        left.name == right.name && left.properties == right.properties && left.components == right.components
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(properties)
        hasher.combine(components)
    }
}
