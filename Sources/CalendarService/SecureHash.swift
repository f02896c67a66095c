import struct CalendarStore.Digest
import struct Crypto.SHA256

/// SHA-256 of octets. Apart from the rest because swift-crypto has a `Digest` of its own.
struct SecureHash {
    private var hash = SHA256()

    /// The 32 octets of one text's hash.
    static func octets(of text: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: text)) }

    /// Takes more of the text.
    mutating func update(_ text: [UInt8]) { text.withUnsafeBytes { hash.update(bufferPointer: $0) } }

    /// Takes a part of a text, without a copy.
    mutating func update(_ text: ArraySlice<UInt8>) { text.withUnsafeBytes { hash.update(bufferPointer: $0) } }

    /// Takes another hash.
    mutating func update(_ digest: Digest) { digest.withUnsafeBytes { hash.update(bufferPointer: $0) } }

    /// The hash of everything taken.
    func digest() -> Digest { hash.finalize().withUnsafeBytes { Digest($0) } }
}
