extension Component {
    /// The same component with all its lines in one storage of their own.
    ///
    /// A parsed component shares the storage of the whole text it came in; one that is kept for long should let go of that. Costs one copy.
    public func compacted() -> Component {
        var storage: [UInt8] = []
        storage.reserveCapacity(octets)
        gather(into: &storage)
        var place: UInt32 = 0
        return relocated(to: storage, from: &place)
    }

    /// Octets of all lines in the component.
    private var octets: Int {
        properties.reduce(0) { $0 + Int($1.end - $1.start) } + components.reduce(0) { $0 + $1.octets }
    }

    private func gather(into storage: inout [UInt8]) {
        for property in properties { property.appendLine(to: &storage) }
        for component in components { component.gather(into: &storage) }
    }

    private func relocated(to storage: [UInt8], from place: inout UInt32) -> Component {
        var copy = Component(name, lineNumber: lineNumber)
        copy.properties.reserveCapacity(properties.count)
        for property in properties {
            let length = property.end - property.start
            copy.properties.append(
                Property(
                    storage: storage, start: place, end: place + length, nameEnd: place + (property.nameEnd - property.start),
                    valueStart: place + (property.valueStart - property.start), lineNumber: UInt32(clamping: property.lineNumber),
                    registered: property.registered
                )
            )
            place += length
        }
        for component in components { copy.components.append(component.relocated(to: storage, from: &place)) }
        return copy
    }
}
