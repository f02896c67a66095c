import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// An answer with its whole body, as the connection writes it.
struct DirectAnswer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    /// The body in the buffers it was written in; nil: the status allows none.
    let body: [ByteBuffer]?

    init(_ answer: MemoryAnswer) {
        status = answer.status
        headers = answer.headers
        body = answer.body.map { [$0] }
    }

    var bodyOctets: Int { body?.reduce(0) { $0 + $1.readableBytes } ?? 0 }

    /// Takes the body of a response together.
    init(_ response: Response, to request: GatewayRequest) async {
        let collector = Collector()
        do {
            try await response.body.write(collector)
            self.init(response, body: collector.buffers)
        } catch {
            request.logger.error("answer could not be made", metadata: ["error": "\(error)"])
            let problem = HTTPProblem(.internalServerError, "Something went wrong here; the server's log says what.").response(for: request)
            self.init(problem, body: [])
        }
    }

    private init(_ response: Response, body: [ByteBuffer]) {
        status = response.status
        headers = response.headers
        self.body = status == .noContent || status == .notModified ? nil : body
    }

    private final class Collector: ResponseBodyWriter {
        var buffers: [ByteBuffer] = []

        func write(_ part: ByteBuffer) async throws { if part.readableBytes > 0 { buffers.append(part) } }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
