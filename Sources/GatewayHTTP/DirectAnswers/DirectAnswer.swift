import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// An answer with its whole body, as the connection writes it.
struct DirectAnswer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    /// nil: the status allows no body.
    let body: ByteBuffer?

    init(_ answer: MemoryAnswer) {
        status = answer.status
        headers = answer.headers
        body = answer.body
    }

    /// Takes the body of a response together, which is short in a brief answer.
    init(_ response: Response, to request: GatewayRequest) async {
        let collector = Collector()
        do {
            try await response.body.write(collector)
            self.init(response, body: collector.buffer)
        } catch {
            request.logger.error("answer could not be made", metadata: ["error": "\(error)"])
            let problem = HTTPProblem(.internalServerError, "Something went wrong here; the server's log says what.").response(for: request)
            self.init(problem, body: ByteBuffer())
        }
    }

    private init(_ response: Response, body: ByteBuffer) {
        status = response.status
        headers = response.headers
        self.body = status == .noContent || status == .notModified ? nil : body
    }

    private final class Collector: ResponseBodyWriter {
        var buffer = ByteBuffer()

        func write(_ part: ByteBuffer) async throws {
            if buffer.readableBytes == 0 { buffer = part } else { buffer.writeImmutableBuffer(part) }
        }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
