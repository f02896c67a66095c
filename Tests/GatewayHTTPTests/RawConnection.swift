#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A client that writes and reads octets and knows nothing of HTTP; every wait is bounded.
final class RawConnection {
    private let descriptor: CInt

    struct Failure: Error { let call: String, number: CInt }

    init(port: Int) throws {
        #if canImport(Glibc)
            descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else { throw Failure(call: "connect", number: errno) }
        var on: CInt = 1
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        // Long: all cores may be busy with other tests.
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { _ = close(descriptor) }

    func send(_ octets: [UInt8]) throws {
        var offset = 0
        while offset < octets.count {
            let count = octets[offset...].withUnsafeBytes { sendNoSignal(descriptor, $0) }
            guard count > 0 else { throw Failure(call: "send", number: errno) }
            offset += count
        }
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func finishSending() { shutdown(descriptor, CInt(SHUT_WR)) }

    private var pending: [UInt8] = []

    /// More octets; nil at the end of the stream.
    private func receive() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count >= 0 else { throw Failure(call: "recv", number: errno) }
        pending += chunk[..<count]
        return count > 0
    }

    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// One answer: head, and the body its headers announce.
    func answer(toHead: Bool = false) throws -> Answer {
        let separator = Array("\r\n\r\n".utf8)
        var headEnd: Int?
        while true {
            if pending.count >= 4 {
                headEnd = (0...(pending.count - 4)).first { Array(pending[$0..<$0 + 4]) == separator }
                if headEnd != nil { break }
            }
            guard try receive() else { throw Failure(call: "end of stream", number: 0) }
        }
        guard let headEnd else { throw Failure(call: "head", number: 0) }
        let lines = String(decoding: pending[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        pending.removeFirst(headEnd + 4)
        let words = lines[0].split(separator: " ")
        var answer = Answer(status: Int(words[1]) ?? 0, headers: [:], body: [])
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            answer.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        if toHead || answer.status == 304 || answer.status == 204 || answer.status < 200 { return answer }
        if answer.headers["transfer-encoding"] == "chunked" {
            while true {
                while !pending.contains(10) { guard try receive() else { throw Failure(call: "chunk", number: 0) } }
                let line = pending[..<(pending.firstIndex(of: 10) ?? 0)]
                let size = Int(String(decoding: line.dropLast(), as: UTF8.self), radix: 16) ?? 0
                pending.removeFirst(line.count + 1)
                while pending.count < size + 2 { guard try receive() else { throw Failure(call: "chunk", number: 0) } }
                answer.body += pending[..<size]
                pending.removeFirst(size + 2)
                if size == 0 { return answer }
            }
        }
        if let length = answer.headers["content-length"].flatMap({ Int($0) }) {
            while pending.count < length { guard try receive() else { throw Failure(call: "body", number: 0) } }
            answer.body = Array(pending[..<length])
            pending.removeFirst(length)
        } else {
            while try receive() {}
            answer.body = pending
            pending = []
        }
        return answer
    }

    /// Waits until the first octets of an answer are here.
    func waitForAnswer() throws { if pending.isEmpty { _ = try receive() } }

    /// Reads to the end, with a pause (microseconds) after each piece; how many octets came.
    func countUntilClosed(pausing pause: UInt32) throws -> Int {
        var count = pending.count
        pending = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let received = recv(descriptor, &chunk, chunk.count, 0)
            if received == 0 || (received < 0 && errno == ECONNRESET) { return count }
            guard received > 0 else { throw Failure(call: "recv behind \(count)", number: errno) }
            count += received
            if pause > 0 { usleep(pause) }
        }
    }

    /// Whether the server closed the connection.
    func isClosed() throws -> Bool { try pending.isEmpty && !receive() }
}

private func sendNoSignal(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
        send(descriptor, bytes.baseAddress, bytes.count, 0)
    #else
        send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
    #endif
}
