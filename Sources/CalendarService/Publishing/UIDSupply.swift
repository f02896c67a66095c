import ICalendar

/// UIDs for objects that came without: derived from what they say, so that the same text gives the same UIDs again (architecture 4.5).
enum UIDSupply {
    private static let ignored: [PropertyName] = [.uid, .dtstamp, .created, .lastModified, .sequence]

    static func supply(_ objects: inout [CalendarObject]) {
        guard objects.contains(where: \.uid.isEmpty) else { return }
        var taken = Set(objects.map(\.uid))
        for index in objects.indices where objects[index].uid.isEmpty {
            let text = ObjectDigest.canonicalText(of: objects[index].components, without: ignored)
            let base = Hexadecimal.text(of: SecureHash.octets(of: text).prefix(16))
            var uid = base
            // Twins: the second is 2, and so on, in the order of the text.
            var ordinal = 2
            while !taken.insert(uid).inserted {
                uid = "\(base)-\(ordinal)"
                ordinal += 1
            }
            objects[index].uid = uid
            objects[index].components = objects[index].components.map { component in
                var component = component
                component.remove(.uid)
                component.properties.insert(Property(.uid, text: uid), at: 0)
                return component
            }
        }
    }
}
