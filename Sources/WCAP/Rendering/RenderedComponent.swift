import ICalendar

/// A component as an answer shows it: lines of its own around those that the instances of a series have in common.
struct RenderedComponent: Sendable {
    var name: ComponentName
    /// UID and times.
    var properties: [Property]
    var common: CommonProperties
    /// Lines behind the common ones: those of the calendar's owner.
    var closing: [Property] = []
    /// Alarms, whose times are the instance's.
    var components: [Component]

    init(_ name: ComponentName, properties: [Property], common: CommonProperties, components: [Component]) {
        self.name = name
        self.properties = properties
        self.common = common
        self.components = components
    }

    /// The component in one piece.
    var component: Component { Component(name, properties: properties + common.properties + closing, components: components) }

    /// Octets that its text takes, rounded up.
    var size: Int {
        let serializer = Serializer()
        let own = serializer.size(of: Component(name, properties: properties, components: components))
        return own + common.size + (closing.isEmpty ? 0 : serializer.size(of: Component(name, properties: closing)))
    }
}
