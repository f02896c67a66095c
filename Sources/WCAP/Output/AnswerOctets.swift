import NIOCore

/// The octets of an answer, in buffers that leave without being copied together.
struct AnswerOctets: Sendable {
    /// What is written next.
    var text: [UInt8] = []
    private var full: [ByteBuffer] = []

    init(_ text: [UInt8] = []) { self.text = text }

    /// Puts buffers behind the text so far.
    mutating func append(_ buffers: [ByteBuffer]) {
        guard !buffers.isEmpty else { return }
        settle()
        full += buffers
    }

    /// All of it, in order.
    var buffers: [ByteBuffer] {
        var all = self
        all.settle()
        return all.full
    }

    /// All of it in one piece.
    var joined: [UInt8] { full.isEmpty ? text : buffers.flatMap(\.readableBytesView) }

    private mutating func settle() {
        if !text.isEmpty { full.append(ByteBuffer(bytes: text)) }
        text = []
    }
}
