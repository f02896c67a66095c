/// Why a typed value could not be read.
public struct ValueError: Error, Hashable, Sendable {
    /// In plain words: "February has no day 30".
    public var reason: String

    public init(_ reason: String) { self.reason = reason }
}
