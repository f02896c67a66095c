/// What a server answered, octet for octet.
public struct HTTPAnswer: Sendable {
    public var status: Int
    /// In order, names as sent.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    /// The first header of a name, any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as UTF-8 text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    public var etag: String? { header("ETag") }
}

/// The answer was no HTTP, or the connection failed.
public struct HTTPFailure: Error, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}

extension HTTPAnswer {
    /// Reads one final answer from everything a server sent until it closed; interim answers (100 Continue) are skipped.
    public init(received octets: [UInt8]) throws {
        var rest = octets[...]
        while true {
            guard let end = Self.headerEnd(of: rest) else { throw HTTPFailure("no complete header in \(octets.count) octets") }
            let lines = String(decoding: rest[rest.startIndex..<end], as: UTF8.self).split(
                separator: "\r\n", omittingEmptySubsequences: true)
            guard let first = lines.first, let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
                throw HTTPFailure("no status line")
            }
            rest = rest[(end + 4)...]
            if (100..<200).contains(status) { continue }
            headers = lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]).trimmed : "")
            }
            self.status = status
            body = []
            if header("Transfer-Encoding")?.lowercased() == "chunked" {
                body = try Self.unchunked(rest)
            } else if let length = header("Content-Length").flatMap({ Int($0) }) {
                body = Array(rest.prefix(length))
            } else {
                body = Array(rest)
            }
            return
        }
    }

    private static func headerEnd(of octets: ArraySlice<UInt8>) -> Int? {
        guard octets.count >= 4 else { return nil }
        return (octets.startIndex...(octets.endIndex - 4)).first {
            octets[$0] == 13 && octets[$0 + 1] == 10 && octets[$0 + 2] == 13 && octets[$0 + 3] == 10
        }
    }

    private static func unchunked(_ octets: ArraySlice<UInt8>) throws -> [UInt8] {
        var body: [UInt8] = []
        var rest = octets
        while let lineEnd = rest.firstIndex(of: 13) {
            guard let size = Int(String(decoding: rest[rest.startIndex..<lineEnd], as: UTF8.self), radix: 16) else {
                throw HTTPFailure("bad chunk")
            }
            if size == 0 { return body }
            let start = lineEnd + 2
            guard start + size + 2 <= rest.endIndex else { throw HTTPFailure("a chunk is cut off") }
            body += rest[start..<(start + size)]
            rest = rest[(start + size + 2)...]
        }
        throw HTTPFailure("the last chunk is missing")
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
