/// The name of a component, compared without regard to letter case.
public struct ComponentName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name in upper case.
    public let text: String

    public init(_ name: some StringProtocol) { text = name.uppercasedASCII }

    public init(_ name: String) {
        // Most are one of these, as they stand.
        switch name {
        case "VEVENT": self = .vevent
        case "VTODO": self = .vtodo
        default: text = name.uppercasedASCII
        }
    }

    public init(stringLiteral name: String) { text = name.uppercasedASCII }

    /// A name known to be in upper case.
    private init(uppercase: String) { text = uppercase }

    public var description: String { text }

    public static let vcalendar = ComponentName(uppercase: "VCALENDAR")
    public static let vevent = ComponentName(uppercase: "VEVENT")
    public static let vtodo = ComponentName(uppercase: "VTODO")
    public static let vjournal = ComponentName(uppercase: "VJOURNAL")
    public static let vfreebusy = ComponentName(uppercase: "VFREEBUSY")
    public static let vtimezone = ComponentName(uppercase: "VTIMEZONE")
    public static let valarm = ComponentName(uppercase: "VALARM")
    public static let standard = ComponentName(uppercase: "STANDARD")
    public static let daylight = ComponentName(uppercase: "DAYLIGHT")
    public static let vavailability = ComponentName(uppercase: "VAVAILABILITY")
    public static let available = ComponentName(uppercase: "AVAILABLE")

    /// The name that stands in the octets after `BEGIN:`, blanks around it removed; nil if nothing is left.
    init?(_ octets: UnsafeBufferPointer<UInt8>) {
        var low = 0
        var high = octets.count
        while low < high, octets[low] == 0x20 || octets[low] == 0x09 { low += 1 }
        while high > low, octets[high - 1] == 0x20 || octets[high - 1] == 0x09 { high -= 1 }
        guard low < high else { return nil }
        text = String(decoding: UnsafeBufferPointer(rebasing: octets[low..<high]), as: UTF8.self).uppercasedASCII
    }
}
