import CalendarService
import CalendarStore
import ICalendar

/// What an export gathered so far.
struct ExportFile: Sendable {
    var components: [Component] = []
    /// Octets of the components, about.
    private(set) var size = 0
    /// VTIMEZONEs in order of first use, and the TZIDs they have.
    var timeZones: [Component] = []
    var tzids: [String: Component] = [:]

    mutating func append(_ component: Component) {
        components.append(component)
        size += Serializer().size(of: component)
    }
}

/// Writes exports: one calendar object, whose items keep their zones, rules and overrides (`spec/wcap.md`, export).
struct ExportWriter: Sendable {
    var format: OutputFormat
    var registry: TimeZoneRegistry
    var productID: String

    func append(_ view: ObjectView, of info: CalendarInfo, to file: inout ExportFile) {
        if format == .xml {
            var options = FetchOptions(format: .xml)
            options.expands = false
            options.relativeAlarms = true
            options.fetchesAttachments = true
            options.addsDefaults = false
            let rendering = ComponentRendering(options: options, info: info, registry: registry)
            for component in view.object.components { file.append(rendering.component(component, occurrence: nil, of: view)) }
            return
        }
        let renamed = keepTimeZones(of: view, in: &file)
        for component in view.object.components {
            var component = renamed.isEmpty ? component : Self.renaming(component, renamed)
            component.set(Property(.created, instant: view.record.created.instant))
            component.set(Property(.lastModified, instant: view.record.modified.instant))
            file.append(component)
        }
    }

    /// Adds the object's VTIMEZONEs; one whose TZID means something else in this file already gets a name of its own.
    private func keepTimeZones(of view: ObjectView, in file: inout ExportFile) -> [String: String] {
        var renamed: [String: String] = [:]
        for tzid in view.object.referencedTimeZoneIDs {
            let own = view.object.timeZones.first { $0.first(.tzid)?.valueString == tzid }
            guard let definition = own ?? registry.vtimezone(for: tzid) else { continue }
            if let present = file.tzids[tzid] {
                guard present != definition else { continue }
                let name = "\(tzid)/calgate-\(Self.digest(of: definition))"
                renamed[tzid] = name
                guard file.tzids[name] == nil else { continue }
                var copy = definition
                copy.set(Property(.tzid, value: name))
                file.tzids[name] = copy
                file.timeZones.append(copy)
            } else {
                file.tzids[tzid] = definition
                file.timeZones.append(definition)
            }
        }
        return renamed
    }

    private static func renaming(_ component: Component, _ names: [String: String]) -> Component {
        var component = component
        for index in component.properties.indices where component.properties[index].hasParameters {
            if let tzid = component.properties[index].parameter("TZID"), let name = names[tzid] {
                component.properties[index] = component.properties[index].setting(parameter: "TZID", to: name)
            }
        }
        component.components = component.components.map { renaming($0, names) }
        return component
    }

    /// Eight hex digits (FNV-1a) of a definition's text.
    private static func digest(of component: Component) -> String {
        var hash: UInt32 = 2_166_136_261
        for octet in Serializer().text(of: component) { hash = (hash ^ UInt32(octet)) &* 16_777_619 }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - text.count) + text
    }

    func text(of file: ExportFile) -> [UInt8] {
        var block = AnswerBlock(errno: format == .xml ? .ok : nil)
        block.components = file.timeZones + file.components
        return format == .xml
            ? XMLTextWriter(productID: productID).octets(of: Answer([block])).joined
            : CalendarTextWriter(productID: productID).octets(of: Answer([block])).joined
    }
}
