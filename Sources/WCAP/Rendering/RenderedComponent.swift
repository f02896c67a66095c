import ICalendar

/// A component as an answer shows it: lines of its own, and behind them those that the instances of a series have in common.
struct RenderedComponent: Sendable {
    var name: ComponentName
    /// UID and times.
    var properties: [Property]
    var common: CommonProperties
    /// Alarms, whose times are the instance's.
    var components: [Component]

    init(_ name: ComponentName, properties: [Property], common: CommonProperties, components: [Component]) {
        self.name = name
        self.properties = properties
        self.common = common
        self.components = components
    }

    /// One that shares nothing.
    init(_ component: Component) {
        self.init(component.name, properties: [], common: CommonProperties(component.properties), components: component.components)
    }

    /// The component in one piece.
    var component: Component { Component(name, properties: properties + common.properties, components: components) }

    /// Octets that its text takes, rounded up.
    var size: Int { common.size + Serializer().size(of: Component(name, properties: properties, components: components)) }
}

/// Lines that several components of an answer share. Known by its identity: what becomes of it is made once for all of them.
final class CommonProperties: Sendable {
    let properties: [Property]
    /// Octets that their text takes, rounded up.
    let size: Int

    init(_ properties: [Property]) {
        self.properties = properties
        size = Serializer().size(of: Component(.vevent, properties: properties))
    }
}
