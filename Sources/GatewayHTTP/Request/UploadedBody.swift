import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A complete request body: in memory when small, else in a temporary file that nobody else sees and that goes with this value.
public final class UploadedBody: Sendable {
    enum Storage: Sendable {
        case memory(ByteBuffer)
        case file(descriptor: CInt, count: Int)
    }
    private let storage: Storage

    init(_ storage: Storage) { self.storage = storage }

    deinit {
        if case .file(let descriptor, _) = storage { _ = close(descriptor) }
    }

    /// A body that is in memory already, for tests and for bodies made here.
    public convenience init(_ octets: [UInt8]) { self.init(.memory(ByteBuffer(bytes: octets))) }

    /// Number of octets.
    public var count: Int {
        switch storage {
        case .memory(let buffer): buffer.readableBytes
        case .file(_, let count): count
        }
    }

    public var isEmpty: Bool { count == 0 }

    /// Lets a closure read the octets in place; a file is mapped into memory for that time.
    ///
    /// - Throws: `HTTPProblem` 503 when the file cannot be mapped, and what the closure throws.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        switch storage {
        case .memory(let buffer): return try buffer.withUnsafeReadableBytes(body)
        case .file(let descriptor, let count):
            guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
                throw HTTPProblem.unavailable("The upload cannot be read back.")
            }
            defer { munmap(address, count) }
            return try body(UnsafeRawBufferPointer(start: address, count: count))
        }
    }

    /// A copy of the octets.
    public func octets() throws -> [UInt8] { try withUnsafeBytes { Array($0) } }
}
