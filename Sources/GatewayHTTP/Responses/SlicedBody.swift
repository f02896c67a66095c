import HTTPTypes
import Hummingbird
import NIOCore

extension ResponseBody {
    /// The same in slices of 1 MiB, each written when the client has taken what was before: a large buffer handed over at once would count as sent while
    /// most of it waits for the client.
    func sliced() -> ResponseBody {
        let whole = self
        return ResponseBody(contentLength: contentLength) { writer in try await whole.write(SlicingWriter(writer: writer)) }
    }
}

private struct SlicingWriter: ResponseBodyWriter {
    var writer: any ResponseBodyWriter

    private static let length = 1 << 20

    mutating func write(_ buffer: ByteBuffer) async throws {
        var rest = buffer
        while let slice = rest.readSlice(length: min(Self.length, rest.readableBytes)), slice.readableBytes > 0 {
            try await writer.write(slice)
        }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws { try await writer.finish(trailingHeaders) }
}
