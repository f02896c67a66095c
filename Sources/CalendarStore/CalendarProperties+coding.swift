extension CalendarProperties {
    private enum CodingKeys: String, CodingKey {
        case description, color, order, timeZone, timeZoneText, isTransparent, allowsDoubleBooking, isIncludedInFreeBusy, isDisabled
        case categories, language, charset, calendarMaster, coOwners, publishedLines, deadProperties
    }

    /// Reads what is there; everything else has its default, so that properties written by older programs stay readable.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func take<Value: Decodable>(_ key: CodingKeys, _ property: WritableKeyPath<Self, Value>) throws {
            if let value = try values.decodeIfPresent(Value.self, forKey: key) { self[keyPath: property] = value }
        }
        self.init()
        try take(.description, \.description)
        color = try values.decodeIfPresent(String.self, forKey: .color)
        order = try values.decodeIfPresent(Int.self, forKey: .order)
        timeZone = try values.decodeIfPresent(String.self, forKey: .timeZone)
        timeZoneText = try values.decodeIfPresent(String.self, forKey: .timeZoneText)
        try take(.isTransparent, \.isTransparent)
        try take(.allowsDoubleBooking, \.allowsDoubleBooking)
        try take(.isIncludedInFreeBusy, \.isIncludedInFreeBusy)
        try take(.isDisabled, \.isDisabled)
        try take(.categories, \.categories)
        try take(.language, \.language)
        try take(.charset, \.charset)
        try take(.calendarMaster, \.calendarMaster)
        try take(.coOwners, \.coOwners)
        try take(.publishedLines, \.publishedLines)
        try take(.deadProperties, \.deadProperties)
    }

    /// Writes what differs from the default.
    public func encode(to encoder: any Encoder) throws {
        let plain = CalendarProperties()
        var values = encoder.container(keyedBy: CodingKeys.self)
        func put<Value: Encodable & Equatable>(_ key: CodingKeys, _ property: KeyPath<Self, Value>) throws {
            if self[keyPath: property] != plain[keyPath: property] { try values.encode(self[keyPath: property], forKey: key) }
        }
        try put(.description, \.description)
        try values.encodeIfPresent(color, forKey: .color)
        try values.encodeIfPresent(order, forKey: .order)
        try values.encodeIfPresent(timeZone, forKey: .timeZone)
        try values.encodeIfPresent(timeZoneText, forKey: .timeZoneText)
        try put(.isTransparent, \.isTransparent)
        try put(.allowsDoubleBooking, \.allowsDoubleBooking)
        try put(.isIncludedInFreeBusy, \.isIncludedInFreeBusy)
        try put(.isDisabled, \.isDisabled)
        try put(.categories, \.categories)
        try put(.language, \.language)
        try put(.charset, \.charset)
        try put(.calendarMaster, \.calendarMaster)
        try put(.coOwners, \.coOwners)
        try put(.publishedLines, \.publishedLines)
        try put(.deadProperties, \.deadProperties)
    }
}
