/// A mail domain whose accounts live here.
public struct Domain: Hashable, Sendable {
    public var id: DomainID
    /// Lower case.
    public var name: String
    /// Other names, lower case: Host headers and login names may carry them.
    public var aliases: [String]
    /// The domain of a login name without `@` that the Host header's domain does not know.
    public var isDefault: Bool
    /// Off: CalendarData, CalDAV and webcal answer 403 for all its accounts (seed).
    public var isWebCalEnabled: Bool

    public init(id: DomainID, name: String, aliases: [String] = [], isDefault: Bool, isWebCalEnabled: Bool = true) {
        self.id = id
        self.name = name
        self.aliases = aliases
        self.isDefault = isDefault
        self.isWebCalEnabled = isWebCalEnabled
    }
}
