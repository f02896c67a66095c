/// An offset from UTC in seconds, positive east of Greenwich (RFC 5545 section 3.3.14).
public struct UTCOffset: Hashable, Comparable, Sendable {
    public var seconds: Int32

    public init(seconds: Int32) { self.seconds = seconds }

    public static let zero = UTCOffset(seconds: 0)

    public static func < (left: UTCOffset, right: UTCOffset) -> Bool { left.seconds < right.seconds }
}
