import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads the body of one request, once.
final class BodyReader: Sendable {
    /// What lies in memory; more goes to a file.
    static let memoryLimit = 1 << 20

    private let body: RequestBody
    private let channel: (any Channel)?
    private let temporaryDirectory: String
    private let isRead = Mutex(false)

    init(body: RequestBody, channel: (any Channel)?, temporaryDirectory: String) {
        self.body = body
        self.channel = channel
        self.temporaryDirectory = temporaryDirectory
    }

    func collect(upTo limit: Int, for request: GatewayRequest) async throws -> UploadedBody {
        let wasRead = isRead.withLock { flag in
            defer { flag = true }
            return flag
        }
        if wasRead { throw HTTPProblem(.internalServerError, "The body was read already.") }
        try checkHeaders(request.headers, limit: limit)
        if request.headers[.expect] != nil { channel?.triggerUserOutboundEvent(HTTPPartCodec.SendContinue(), promise: nil) }
        do {
            return try await collect(upTo: limit, counting: request)
        } catch let problem as HTTPProblem {
            throw problem
        } catch is CancellationError {
            throw CancellationError()
        } catch NIOHTTPDecompression.DecompressionError.limit {
            throw HTTPProblem(.contentTooLarge, "The compressed body grows to too many times its size; send it uncompressed.")
        } catch is NIOHTTPDecompression.DecompressionError {
            throw HTTPProblem(.badRequest, "The compressed body cannot be read.")
        } catch is NIOHTTPDecompression.ExtraDecompressionError {
            throw HTTPProblem(.badRequest, "The compressed body ends early or is followed by something else.")
        } catch let error as IOFailure {
            request.logger.error("upload cannot be kept", metadata: ["errno": "\(error.errno)"])
            throw HTTPProblem.unavailable("The upload cannot be kept: the server's temporary directory refuses it.", retryAfter: 30)
        } catch {
            throw HTTPProblem(.badRequest, "The body ended before it was complete, or its framing is broken; nothing was stored.")
        }
    }

    private func checkHeaders(_ headers: HTTPFields, limit: Int) throws {
        if let encoding = headers[.contentEncoding]?.lowercased(), !["", "identity", "gzip", "deflate"].contains(encoding) {
            throw HTTPProblem(.unsupportedMediaType, "The body's Content-Encoding is not gzip.", headers: [.acceptEncoding: "gzip"])
        }
        // Taking a part for the whole would lose the rest (RFC 9110 section 14.5).
        if headers[.contentRange] != nil {
            throw HTTPProblem(.badRequest, "A part of a resource cannot be stored (Content-Range); send the whole; nothing was changed.")
        }
        if let text = headers[.contentLength], let length = Int(text), length > limit { throw HTTPProblem.tooLarge(limit: limit) }
    }

    private func collect(upTo limit: Int, counting request: GatewayRequest) async throws -> UploadedBody {
        var memory = ByteBuffer()
        var file: TemporaryFile?
        var total = 0
        for try await part in body {
            total += part.readableBytes
            request.count(octetsIn: part.readableBytes)
            guard total <= limit else { throw HTTPProblem.tooLarge(limit: limit) }
            if file == nil, total > Self.memoryLimit { file = try TemporaryFile(in: temporaryDirectory) }
            if let file {
                if memory.readableBytes + part.readableBytes >= Self.memoryLimit {
                    let pending = memory
                    try await Self.onFileThread { try file.append(pending, part) }
                    memory.clear()
                    continue
                }
            }
            if memory.readableBytes == 0, file == nil { memory = part } else { memory.writeImmutableBuffer(part) }
        }
        guard let file else { return UploadedBody(.memory(memory)) }
        let pending = memory
        try await Self.onFileThread { try file.append(pending) }
        return UploadedBody(.file(descriptor: try file.release(), count: total))
    }

    private static func onFileThread(_ work: @escaping @Sendable () throws -> Void) async throws {
        try await NIOThreadPool.singleton.runIfActive(work)
    }

    struct IOFailure: Error { let errno: CInt }

    /// A file without a name: unlinked as soon as it is open.
    private final class TemporaryFile: Sendable {
        private let descriptor: Mutex<CInt>

        init(in directory: String) throws {
            var template = Array((directory + "/calgate-upload-XXXXXX").utf8CString)
            let opened = mkstemp(&template)
            guard opened >= 0 else { throw IOFailure(errno: errno) }
            unlink(template)
            _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
            descriptor = Mutex(opened)
        }

        deinit { descriptor.withLock { if $0 >= 0 { _ = close($0) } } }

        func append(_ buffers: ByteBuffer...) throws {
            try descriptor.withLock { descriptor in
                for buffer in buffers {
                    try buffer.withUnsafeReadableBytes { bytes in
                        var offset = 0
                        while offset < bytes.count {
                            let written = write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                            if written < 0 {
                                if errno == EINTR { continue }
                                throw IOFailure(errno: errno)
                            }
                            offset += written
                        }
                    }
                }
            }
        }

        /// Hands the descriptor over: the caller closes it.
        func release() throws -> CInt {
            descriptor.withLock { descriptor in
                defer { descriptor = -1 }
                return descriptor
            }
        }
    }
}
