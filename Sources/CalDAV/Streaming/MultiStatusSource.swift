import CalendarService
import GatewayHTTP
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import XMLDocument

/// What fills a 207, some at a time.
protocol MultiStatusSource: Sendable {
    /// Writes more, until the answer has about so many octets.
    ///
    /// - Returns: whether there is more to come.
    mutating func proceed(_ output: inout QueryOutput, upTo octets: Int) async throws -> Bool

    /// Throws what the rest would throw, before the first octet is sent.
    func rehearse(after output: QueryOutput) async throws
}

extension MultiStatusSource {
    func rehearse(after output: QueryOutput) async throws {}
}

extension Exchange {
    /// Answers with a 207: a small one with its length, a large one in pieces, made as fast as the client takes them.
    ///
    /// What can be refused is refused before the first piece. A failure after that closes the connection without an end of the document.
    func multiStatus(
        _ source: some MultiStatusSource, after initial: QueryOutput? = nil, headers: HTTPFields = [:]
    ) async throws -> Response {
        var source = source
        var output = initial ?? QueryOutput(service.settings)
        repeat {
            guard try await source.proceed(&output, upTo: QueryOutput.largestBuffer) else {
                return output.answer.response(headers: headers)
            }
        } while output.answer.octetCount < QueryOutput.largestBuffer
        try await source.rehearse(after: output)
        var headers = headers
        headers[.contentType] = MediaType.xml
        let (begun, rest) = (output, source)
        let logger = request.logger
        let body = ResponseBody { writer in
            var (output, source) = (begun, rest)
            var isWhole = false
            while !isWhole {
                try await writer.write(contentsOf: output.answer.take())
                do {
                    isWhole = try await !Self.piece(of: &source, to: &output)
                } catch {
                    logger.error("an answer broke off", metadata: ["error": "\(error)"])
                    throw error
                }
            }
            try await writer.write(contentsOf: output.answer.finish())
            try await writer.finish(nil)
        }
        return Response(status: .multiStatus, headers: headers, body: body)
    }

    /// The next piece, made off the connection's thread.
    private static func piece(of source: inout some MultiStatusSource, to output: inout QueryOutput) async throws -> Bool {
        var (nextSource, nextOutput) = (source, output)
        let (filledSource, filledOutput, hasMore) = try await withTaskExecutorPreference(globalConcurrentExecutor) {
            var hasMore = true
            while hasMore, nextOutput.answer.octetCount < QueryOutput.piece {
                hasMore = try await nextSource.proceed(&nextOutput, upTo: QueryOutput.piece)
            }
            return (nextSource, nextOutput, hasMore)
        }
        (source, output) = (filledSource, filledOutput)
        return hasMore
    }
}

/// Sources one after the other, and what comes behind the last.
struct SourceSequence: MultiStatusSource {
    private var sources: ArraySlice<any MultiStatusSource>
    private let ending: @Sendable (inout MultiStatus) -> Void

    init(_ sources: [any MultiStatusSource], ending: @escaping @Sendable (inout MultiStatus) -> Void) {
        self.sources = sources[...]
        self.ending = ending
    }

    mutating func proceed(_ output: inout QueryOutput, upTo octets: Int) async throws -> Bool {
        while var source = sources.first, output.answer.octetCount < octets {
            let hasMore = try await source.proceed(&output, upTo: octets)
            if hasMore { sources[sources.startIndex] = source } else { sources.removeFirst() }
        }
        if sources.isEmpty { ending(&output.answer) }
        return !sources.isEmpty
    }

    func rehearse(after output: QueryOutput) async throws {
        for source in sources { try await source.rehearse(after: output) }
    }
}
