import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file descriptor that lines go to.
///
/// Access records are gathered and written a few times a second; everything else is written at once, behind what was gathered.
final class LogSink: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var dropped = 0
    }
    private let descriptor: CInt
    private let ownsDescriptor: Bool
    private let state = Mutex(State())
    /// One writer at a time, so that lines stay whole and in order.
    private let writing = Mutex(())

    /// What may wait when nobody reads the other end; more is dropped and counted.
    private static let limit = 8 << 20

    init(descriptor: CInt) {
        self.descriptor = descriptor
        ownsDescriptor = false
    }

    /// Appends to a file.
    ///
    /// - Throws: `ConfigurationError` when it cannot be opened.
    init(path: String) throws(ConfigurationError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        ownsDescriptor = true
        if descriptor < 0 { throw ConfigurationError(problems: ["access-log: \(path): \(String(cString: strerror(errno)))"]) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        flush()
        if ownsDescriptor { _ = close(descriptor) }
    }

    /// Keeps a line for the next `flush`.
    func gather(_ line: [UInt8]) {
        state.withLock { state in
            if state.pending.count + line.count > Self.limit { state.dropped += 1 } else { state.pending += line }
        }
    }

    func write(_ line: [UInt8]) {
        gather(line)
        flush()
    }

    /// Writes what was gathered; blocks while the other end does.
    func flush() {
        writing.withLock { _ in
            let (octets, dropped) = state.withLock { state in
                defer { state = State() }
                return (state.pending, state.dropped)
            }
            put(octets)
            if dropped > 0 { put(Array("message=\"log lines dropped\" count=\(dropped)\n".utf8)) }
        }
    }

    private func put(_ octets: [UInt8]) {
        octets.withUnsafeBytes { bytes in
            var offset = 0
            while offset < bytes.count {
                #if canImport(Glibc)
                    let written = Glibc.write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                #elseif canImport(Musl)
                    let written = Musl.write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                #else
                    let written = Darwin.write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                #endif
                if written < 0 {
                    // A log that cannot be written must not stop the server.
                    if errno == EINTR { continue }
                    return
                }
                offset += written
            }
        }
    }
}
