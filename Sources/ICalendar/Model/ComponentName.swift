/// The name of a component, compared without regard to letter case.
public struct ComponentName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name in upper case.
    public let text: String

    public init(_ name: some StringProtocol) { text = name.uppercasedASCII }

    public init(stringLiteral name: String) { text = name.uppercasedASCII }

    public var description: String { text }

    public static let vcalendar: ComponentName = "VCALENDAR"
    public static let vevent: ComponentName = "VEVENT"
    public static let vtodo: ComponentName = "VTODO"
    public static let vjournal: ComponentName = "VJOURNAL"
    public static let vfreebusy: ComponentName = "VFREEBUSY"
    public static let vtimezone: ComponentName = "VTIMEZONE"
    public static let valarm: ComponentName = "VALARM"
    public static let standard: ComponentName = "STANDARD"
    public static let daylight: ComponentName = "DAYLIGHT"
}
