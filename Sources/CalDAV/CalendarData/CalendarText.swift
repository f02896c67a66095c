import CalendarService
import XMLDocument

/// What `calendar-data` holds for one object.
enum CalendarText: Sendable {
    /// As it is stored: pieces that other answers hold too.
    case stored([TextPiece])
    /// Made for one answer, escaped already.
    case escaped([UInt8])

    func write(to writer: inout XMLWriter) {
        switch self {
        case .stored(let pieces): for piece in pieces { writer.fragment(piece.written { XMLWriter.escaped(utf8: $0) }) }
        case .escaped(let octets): writer.fragment(octets)
        }
    }
}
