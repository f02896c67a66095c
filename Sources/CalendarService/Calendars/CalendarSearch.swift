import CalendarStore

/// What WCAP's `search_calprops` looks for (`spec/wcap.md`, search_calprops): the criteria are joined by "or".
public struct CalendarSearch: Hashable, Sendable {
    /// `searchOpts`
    public enum Comparison: Int, Hashable, Sendable {
        case contains = 0
        case beginsWith = 1
        case endsWith = 2
        case equals = 3
    }

    public var text: String
    public var comparison: Comparison
    public var inCalid: Bool
    public var inName: Bool
    public var inOwner: Bool

    public init(text: String, comparison: Comparison, inCalid: Bool, inName: Bool, inOwner: Bool) {
        self.text = text
        self.comparison = comparison
        self.inCalid = inCalid
        self.inName = inName
        self.inOwner = inOwner
    }

    func matches(_ info: CalendarInfo) -> Bool {
        let owner = info.owner.name
        if inCalid, info.isDefault ? holds(in: owner) : holds(in: "\(owner):\(info.calendar.calidTail)") { return true }
        if inName, holds(in: info.calendar.displayName) || holds(in: info.calendar.name) { return true }
        return inOwner && (holds(in: owner) || holds(in: "\(owner)@\(info.owner.domainName)") || holds(in: info.owner.displayName))
    }

    private func holds(in value: String) -> Bool {
        let (value, text) = (value.lowercased(), text.lowercased())
        return switch comparison {
        case .contains: text.isEmpty || value.contains(text)
        case .beginsWith: value.hasPrefix(text)
        case .endsWith: value.hasSuffix(text)
        case .equals: value == text
        }
    }
}
