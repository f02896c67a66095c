import GatewayHTTP
import XMLDocument

/// What stands around href and ETag in a response that holds nothing else: the same for all objects of a calendar.
struct ETagLine: Sendable {
    let opening: [UInt8]
    let middle: [UInt8]
    let closing: [UInt8]

    init(_ calendar: ObjectCalendar) {
        // Written by the writer itself, with a line feed, which no href holds, in the places that differ.
        var writer = MultiStatus.emptyWriter
        _ = writer.take()
        writer.start(.response)
        writer.element(.href, calendar.href + "\n")
        writer.start(.propstat)
        writer.start(.prop)
        writer.element(.getetag, "\"\n\"")
        writer.end()
        writer.element(.status, "HTTP/1.1 200 OK")
        writer.end()
        writer.end()
        // The tag of the root is still open when it is taken.
        let pieces = writer.take().drop { $0 == UInt8(ascii: ">") }.split(separator: 0x0A)
        opening = pieces.first.map(Array.init) ?? []
        middle = pieces.count > 2 ? Array(pieces[1]) : []
        closing = pieces.last.map(Array.init) ?? []
    }
}

extension MultiStatus {
    /// An object with its ETag alone.
    mutating func append(_ resourceName: String, etag: String, _ line: ETagLine) {
        fragment(line.opening)
        fragment(utf8: PercentEncoding.encode(segment: resourceName))
        fragment(line.middle)
        fragment(utf8: etag)
        fragment(line.closing)
    }
}
