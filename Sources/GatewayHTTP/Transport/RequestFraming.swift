#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Knows where in a stream of HTTP/1 requests the request lines are. Reads nothing else and decides nothing: that is the parser's.
///
/// Whenever it meets something it is not sure about, it says `unknown` for the rest of the connection: a byte of a body must never be
/// taken for one of a request line.
struct RequestFraming {
    enum Step: Equatable {
        /// A whole request line with its line end; what lies before it is of other parts.
        case requestLine(Range<Int>)
        /// A request line begins here and does not end in these bytes.
        case incompleteRequestLine(from: Int)
        /// Nothing of a request line in the rest of these bytes.
        case none
        case headersTooLarge
    }

    private enum State {
        case requestLine
        case headers
        case body(Int)
        case chunkSize
        case chunkData(Int)
        case chunkEnd
        case trailers
        case unknown
    }

    private var state = State.requestLine
    private var contentLength: Int?
    private var isChunked = false
    private var isOdd = false
    private var headerOctets = 0
    /// The start of a line that was split over reads.
    private var partialLine: [UInt8] = []
    private let headerLimit: Int

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    /// Enough of a header line to read a length or `chunked`.
    private static let keptOfLine = 256

    init(headerLimit: Int) { self.headerLimit = headerLimit }

    /// Whether the next octet begins a request.
    var isBetweenRequests: Bool { if case .requestLine = state { true } else { false } }

    /// Finds the next request line at or behind `start`.
    mutating func next(in bytes: UnsafeRawBufferPointer, from start: Int) -> Step {
        var index = start
        while index < bytes.count {
            switch state {
            case .unknown: return .none
            case .requestLine:
                // Empty lines before a request line are allowed.
                if bytes[index] == Self.carriageReturn || bytes[index] == Self.lineFeed {
                    index += 1
                    continue
                }
                guard let end = Self.lineFeed(in: bytes, from: index) else { return .incompleteRequestLine(from: index) }
                beginHeaders()
                return .requestLine(index..<end + 1)
            case .headers, .trailers:
                let end = Self.lineFeed(in: bytes, from: index)
                let stop = end.map { $0 + 1 } ?? bytes.count
                headerOctets += stop - index
                if headerOctets > headerLimit { return .headersTooLarge }
                if end == nil {
                    keep(bytes, index..<stop)
                } else {
                    finishHeaderLine(bytes, index..<stop)
                }
                index = stop
            case .body(let remaining), .chunkData(let remaining):
                let step = min(remaining, bytes.count - index)
                index += step
                advanceBody(remaining - step)
            case .chunkSize, .chunkEnd:
                let end = Self.lineFeed(in: bytes, from: index)
                let stop = end.map { $0 + 1 } ?? bytes.count
                keep(bytes, index..<stop)
                if end != nil { finishChunkLine() }
                index = stop
            }
        }
        return .none
    }

    /// A request line that was held back has been completed elsewhere: its headers follow.
    mutating func beginHeaders() {
        state = .headers
        contentLength = nil
        isChunked = false
        isOdd = false
        headerOctets = 0
        partialLine.removeAll(keepingCapacity: true)
    }

    private mutating func advanceBody(_ remaining: Int) {
        switch state {
        case .body: state = remaining == 0 ? .requestLine : .body(remaining)
        default: state = remaining == 0 ? .chunkEnd : .chunkData(remaining)
        }
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        partialLine.append(contentsOf: bytes[range].prefix(max(0, Self.keptOfLine - partialLine.count)))
    }

    private mutating func finishHeaderLine(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        if partialLine.isEmpty {
            examine(UnsafeRawBufferPointer(rebasing: bytes[range]))
            return
        }
        keep(bytes, range)
        let line = partialLine
        partialLine.removeAll(keepingCapacity: true)
        line.withUnsafeBytes { examine($0) }
    }

    /// A whole line of headers or trailers (or the beginning of a long one).
    private mutating func examine(_ line: UnsafeRawBufferPointer) {
        guard let first = line.first else { return }
        if first == Self.lineFeed || (first == Self.carriageReturn && line.count > 1 && line[1] == Self.lineFeed) {
            finishHeaders()
            return
        }
        guard case .headers = state else { return }
        switch first | 0x20 {
        case UInt8(ascii: "c") where Self.hasName("content-length", line):
            let value = Self.value(of: line)
            if let number = Self.number(value), contentLength == nil { contentLength = number } else { isOdd = true }
        case UInt8(ascii: "t") where Self.hasName("transfer-encoding", line):
            if isChunked || !Self.value(of: line).elementsEqual("chunked".utf8) { isOdd = true }
            isChunked = true
        case UInt8(ascii: "u") where Self.hasName("upgrade", line): isOdd = true
        default: break
        }
    }

    private mutating func finishHeaders() {
        if case .trailers = state {
            state = .requestLine
        } else if isOdd || (isChunked && contentLength != nil) {
            state = .unknown
        } else if isChunked {
            state = .chunkSize
        } else if let contentLength, contentLength > 0 {
            state = .body(contentLength)
        } else {
            state = .requestLine
        }
    }

    private mutating func finishChunkLine() {
        var line = partialLine[...]
        partialLine = []
        while let last = line.last, last == Self.lineFeed || last == Self.carriageReturn { line.removeLast() }
        if case .chunkEnd = state {
            state = line.isEmpty ? .chunkSize : .unknown
            return
        }
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        guard line.count < Self.keptOfLine - 2, (1...15).contains(digits.count),
            let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0
        else {
            state = .unknown
            return
        }
        if size == 0 {
            state = .trailers
            headerOctets = 0
        } else {
            state = .chunkData(size)
        }
    }

    private static func lineFeed(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = bytes.baseAddress, let found = memchr(base + start, CInt(lineFeed), bytes.count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    private static func hasName(_ name: StaticString, _ line: UnsafeRawBufferPointer) -> Bool {
        let count = name.utf8CodeUnitCount
        guard line.count > count, line[count] == UInt8(ascii: ":") || line[count] == UInt8(ascii: " ") || line[count] == UInt8(ascii: "\t")
        else { return false }
        for index in 0..<count where line[index] | 0x20 != name.utf8Start[index] | 0x20 { return false }
        return true
    }

    /// What stands behind the colon, in lower case, without blanks around it.
    private static func value(of line: UnsafeRawBufferPointer) -> [UInt8] {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return [] }
        var value = line[(colon + 1)...]
        while let first = value.first, first == 0x20 || first == 0x09 { value.removeFirst() }
        while let last = value.last, last <= 0x20 { value.removeLast() }
        return value.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }

    private static func number(_ digits: [UInt8]) -> Int? {
        guard (1...18).contains(digits.count), digits.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}
