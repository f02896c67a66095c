/// A run of octets that shares its storage with the text it was cut from.
///
/// Cutting one costs no copy; keep a copy (`Bytes(Array(slice))`) when a short run would hold a large text in memory.
public typealias Bytes = ArraySlice<UInt8>

extension Bytes {
    /// The octets of a string in UTF-8.
    public init(utf8 text: some StringProtocol) { self = Array(text.utf8)[...] }

    /// The text, octets that are no UTF-8 replaced by U+FFFD.
    public var string: String { String(decoding: self, as: UTF8.self) }
}
