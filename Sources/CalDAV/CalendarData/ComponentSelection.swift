import ICalendar
import XMLDocument

/// Which parts of a component `calendar-data` shall hold (RFC 4791 section 9.6.1).
struct ComponentSelection: Sendable {
    let name: ComponentName
    /// nil: all properties.
    private var properties: [PropertyName: Bool]?
    /// nil: all components.
    private var components: [ComponentSelection]?

    /// Reads `CALDAV:comp`; nil without a name.
    init?(_ element: XMLElement) {
        guard let name = element.attribute("name") else { return nil }
        self.name = ComponentName(name)
        // An empty element means all of it: so RFC 4791 section 7.8.1 asks for whole time zones.
        if element.elements.isEmpty { return }
        if element.first(.allProp) == nil {
            var chosen: [PropertyName: Bool] = [:]
            for property in element.all(.calendarProp) {
                guard let name = property.attribute("name") else { continue }
                chosen[PropertyName(name)] = property.attribute("novalue") == "yes"
            }
            properties = chosen
        }
        if element.first(.allComp) == nil { components = element.all(.comp).compactMap(ComponentSelection.init) }
    }

    /// What is left of a component.
    func applied(to component: Component) -> Component {
        var result = Component(component.name)
        if let properties {
            for property in component.properties {
                guard let hidesValue = properties[property.name] else { continue }
                result.properties.append(hidesValue ? property.replacing(value: "") : property)
            }
        } else {
            result.properties = component.properties
        }
        if let components {
            for child in component.components {
                if let selection = components.first(where: { $0.name == child.name }) {
                    result.components.append(selection.applied(to: child))
                }
            }
        } else {
            result.components = component.components
        }
        return result
    }
}
