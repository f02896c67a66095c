import ICalendar
import Synchronization

/// VTIMEZONEs octet by octet: each client sends the same few with every object, and one in which nothing was found need not be read again.
final class KnownDefinitions: Sendable {
    private static let limit = 256
    /// Longer ones are read each time.
    private static let lengthLimit = 4096
    private let definitions = Mutex<[[UInt8]: Component]>([:])

    func definition(_ octets: [UInt8]) -> Component? { definitions.withLock { $0[octets] } }

    /// Keeps a definition that stood at `place(in:)` of a text in which nothing was found; nil when it does not say the same by itself.
    func keep(_ octets: [UInt8], standingFor component: Component) -> Component? {
        let text = CalendarFrame(productID: "-").opening + octets + CalendarFrame.closing
        let parsed = Parser.incoming.parse(text)
        guard parsed.findings.isEmpty, parsed.calendars.count == 1, let alone = parsed.calendars.first?.components,
            alone == [component], let definition = alone.first?.compacted()
        else { return nil }
        definitions.withLock { definitions in
            if definitions.count >= Self.limit { definitions.removeAll() }
            definitions[octets] = definition
        }
        return definition
    }

    /// Where the first component of a text's only VCALENDAR stands, if it is a VTIMEZONE: whole lines, which can be cut out without changing the
    /// meaning of what is left. nil when there is any doubt.
    static func place(in text: [UInt8]) -> Range<Int>? {
        text.withUnsafeBytes { text in
            var lines = Lines(text)
            guard lines.next()?.elementsEqual("BEGIN:VCALENDAR\r\n".utf8) ?? false else { return nil }
            var start = lines.place
            while let line = lines.next(), !line.elementsEqual("BEGIN:VTIMEZONE\r\n".utf8) {
                // Of another component, folded perhaps.
                if let first = line.first, first | 0x20 == UInt8(ascii: "b") || first | 0x20 == UInt8(ascii: "e") { return nil }
                start = lines.place
            }
            while let line = lines.next(), lines.place - start <= lengthLimit {
                if line.starts(with: "BEGIN:V".utf8) { return nil }
                guard line.elementsEqual("END:VTIMEZONE\r\n".utf8) else { continue }
                // A line that is continued does not end there.
                guard lines.place < text.count, text[lines.place] != 0x20, text[lines.place] != 0x09 else { return nil }
                return start..<lines.place
            }
            return nil
        }
    }

    /// Lines with their ends.
    private struct Lines {
        let text: UnsafeRawBufferPointer
        var place = 0

        init(_ text: UnsafeRawBufferPointer) { self.text = text }

        mutating func next() -> Slice<UnsafeRawBufferPointer>? {
            guard let end = text[place...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { place = end + 1 }
            return text[place...end]
        }
    }
}
