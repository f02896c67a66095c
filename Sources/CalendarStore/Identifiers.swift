/// Stable opaque id of a domain.
public struct DomainID: Hashable, Sendable, Comparable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Stable opaque id of an account; never used again.
public struct AccountID: Hashable, Sendable, Comparable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Stable id of a calendar inside this store; never used again. What leaves the server is `Calendar.publicID`.
public struct CalendarID: Hashable, Sendable, Comparable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Stable id of an object inside this store; never used again.
public struct ObjectID: Hashable, Sendable, Comparable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The number of a change in one calendar: grows by one with each object change, never steps back.
public struct ChangeNumber: Hashable, Sendable, Comparable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static let zero = ChangeNumber(rawValue: 0)
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Random name of one life of the store: renewed by a restore, so that tokens and validators of before are no longer good.
public struct StoreEpoch: Hashable, Sendable {
    /// 16 lower-case hex digits.
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// SHA-256 of something, 32 octets; kept in place, for there is one or two for each object.
public struct Digest: Hashable, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64) { (first, second, third, fourth) }
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// Octets that are missing count as 0, further ones not at all.
    public init(octets: [UInt8]) { self = octets.withUnsafeBytes { Digest($0) } }

    /// The same, where they lie in memory.
    public init(_ octets: UnsafeRawBufferPointer) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        Swift.withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: octets.prefix($0.count))) }
        (first, second, third, fourth) = words
    }

    /// Lets a closure read the 32 octets.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Swift.withUnsafeBytes(of: words, body)
    }

    public var octets: [UInt8] { withUnsafeBytes { Array($0) } }
}
