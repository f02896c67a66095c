import NIOCore

/// Percent-encodes what real clients send raw in a request target and NIO's parser would refuse: octets from 0x80 up, spaces,
/// control characters and `" < > ^ | \ { }` and backtick. Sits in front of the parser and touches request lines only.
///
/// Buffers without such a line pass as they are, not copied. A request line that is split over reads is held back until it is whole.
final class RequestLineRepair: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// What the request is refused for before the parser sees it.
    enum Failure: Error {
        case lineTooLong
        /// No request line of HTTP/1.
        case malformed
        case headersTooLarge
    }

    private var framing: RequestFraming
    /// An incomplete request line.
    private var held: ByteBuffer?
    private var hasFailed = false
    private let lineLimit: Int

    init(lineLimit: Int, headerLimit: Int) {
        self.lineLimit = lineLimit
        framing = RequestFraming(headerLimit: headerLimit)
    }

    /// Whether all that came is whole requests: the next octet begins one.
    var isBetweenRequests: Bool { held == nil && !hasFailed && framing.isBetweenRequests }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if hasFailed { return }
        var buffer = unwrapInboundIn(data)
        if var line = held {
            // Complete the held line first; only the new octets can hold its end.
            guard let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else {
                line.writeImmutableBuffer(buffer)
                held = line
                if line.readableBytes > lineLimit { fail(.lineTooLong, context) }
                return
            }
            if let rest = buffer.readSlice(length: end - buffer.readerIndex + 1) { line.writeImmutableBuffer(rest) }
            held = nil
            framing.beginHeaders()
            guard forward(line: line, context) else { return }
            if buffer.readableBytes == 0 { return }
        }
        pass(buffer, context)
    }

    private func pass(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        var forwarded = 0
        var index = 0
        while true {
            let step = buffer.withUnsafeReadableBytes { framing.next(in: $0, from: index) }
            switch step {
            case .none:
                forward(buffer, forwarded..<buffer.readableBytes, context)
                return
            case .headersTooLarge:
                fail(.headersTooLarge, context)
                return
            case .incompleteRequestLine(let start):
                forward(buffer, forwarded..<start, context)
                // No method begins like this; a TLS greeting on the plain port does, and its sender waits for an answer.
                guard let first = buffer.getInteger(at: buffer.readerIndex + start, as: UInt8.self), first > 0x20, first < 0x7F else {
                    fail(.malformed, context)
                    return
                }
                held = buffer.getSlice(at: buffer.readerIndex + start, length: buffer.readableBytes - start)
                if buffer.readableBytes - start > lineLimit { fail(.lineTooLong, context) }
                return
            case .requestLine(let range):
                index = range.upperBound
                if range.count <= lineLimit, buffer.withUnsafeReadableBytes({ Self.isClean($0[range]) }) { continue }
                forward(buffer, forwarded..<range.lowerBound, context)
                forwarded = range.upperBound
                guard let line = buffer.getSlice(at: buffer.readerIndex + range.lowerBound, length: range.count),
                    forward(line: line, context)
                else { return }
            }
        }
    }

    private func forward(_ buffer: ByteBuffer, _ range: Range<Int>, _ context: ChannelHandlerContext) {
        if range.isEmpty { return }
        if range.count == buffer.readableBytes {
            context.fireChannelRead(wrapInboundOut(buffer))
        } else if let slice = buffer.getSlice(at: buffer.readerIndex + range.lowerBound, length: range.count) {
            context.fireChannelRead(wrapInboundOut(slice))
        }
    }

    /// Forwards one whole request line, repaired. Returns false when it was refused.
    private func forward(line: ByteBuffer, _ context: ChannelHandlerContext) -> Bool {
        guard line.readableBytes <= lineLimit else {
            fail(.lineTooLong, context)
            return false
        }
        guard let repaired = line.withUnsafeReadableBytes({ Self.repaired($0) }) else {
            fail(.malformed, context)
            return false
        }
        context.fireChannelRead(wrapInboundOut(repaired))
        return true
    }

    private func fail(_ failure: Failure, _ context: ChannelHandlerContext) {
        hasFailed = true
        held = nil
        context.fireErrorCaught(failure)
    }

    // MARK: The line

    /// Whether the line needs no repair: only visible ASCII without the characters above, and two spaces.
    private static func isClean(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        var spaces = 0
        for octet in line.dropLast(line.count >= 2 && line[line.endIndex - 2] == UInt8(ascii: "\r") ? 2 : 1) {
            if octet == 0x20 { spaces += 1 } else if needsEncoding(octet) { return false }
        }
        return spaces == 2
    }

    /// The line with its target percent-encoded; the last ` HTTP/x.y` ends the target. nil when it is no request line of HTTP/1.
    private static func repaired(_ line: UnsafeRawBufferPointer) -> ByteBuffer? {
        var end = line.count
        while end > 0, line[end - 1] == 0x0A || line[end - 1] == 0x0D || line[end - 1] == 0x20 { end -= 1 }
        // ` HTTP/1.1` has nine octets.
        guard end > 9, line[(end - 9)..<(end - 3)].elementsEqual(" HTTP/".utf8), line[end - 2] == UInt8(ascii: "."),
            let methodEnd = line[..<(end - 9)].firstIndex(of: 0x20)
        else { return nil }
        var target = line[methodEnd..<(end - 9)]
        while target.first == 0x20 { target.removeFirst() }
        while target.last == 0x20 { target.removeLast() }
        guard !target.isEmpty, methodEnd > 0 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(line.count + 64)
        result.append(contentsOf: line[..<methodEnd])
        result.append(0x20)
        for octet in target {
            if needsEncoding(octet) { PercentEncoding.append(octet, to: &result) } else { result.append(octet) }
        }
        result.append(contentsOf: line[(end - 9)..<end])
        result.append(0x0D)
        result.append(0x0A)
        return ByteBuffer(bytes: result)
    }

    private static func needsEncoding(_ octet: UInt8) -> Bool {
        if octet <= 0x20 || octet >= 0x7F { return true }
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "^"), UInt8(ascii: "|"), UInt8(ascii: "\\"),
            UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "`"):
            return true
        default: return false
        }
    }
}

@available(*, unavailable)
extension RequestLineRepair: Sendable {}
