import NIOCore
import XMLDocument

/// A document that a writer writes, in buffers as they leave: none of them grows so large that growing would cost more than the octets.
struct AnswerBuffers: Sendable {
    var writer: XMLWriter
    private var full: [ByteBuffer] = []
    private var fullOctets = 0

    /// Octets after which a buffer is full. Pieces of this size come from the allocator's heaps again and again.
    private static let length = 128 << 10

    init(_ writer: XMLWriter) { self.writer = writer }

    /// Octets that have not been taken.
    var octetCount: Int { fullOctets + writer.count }

    /// Puts what is written into a buffer when it is enough for one: asked from time to time.
    mutating func settle() {
        if writer.count >= Self.length { cut() }
    }

    /// Sends a buffer that exists already, without a copy: the right one for octets from a cache that are a finished piece of the document.
    mutating func append(_ buffer: ByteBuffer) {
        guard buffer.readableBytes >= Self.length else { return buffer.withUnsafeReadableBytes { writer.fragment($0) } }
        writer.beginContent()
        cut()
        full.append(buffer)
        fullOctets += buffer.readableBytes
    }

    private mutating func cut() {
        guard writer.count > 0 else { return }
        let buffer = writer.drain { ByteBuffer(bytes: $0) }
        fullOctets += buffer.readableBytes
        full.append(buffer)
    }

    /// Hands over what has been written since the last time.
    mutating func take() -> [ByteBuffer] {
        cut()
        let taken = full
        full = []
        fullOctets = 0
        return taken
    }

    /// Ends the document and hands over what has not been taken.
    mutating func finish() -> [ByteBuffer] {
        writer.close()
        return take()
    }
}
