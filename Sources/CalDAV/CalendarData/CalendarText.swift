import CalendarService
import XMLDocument

/// What `calendar-data` holds for one object.
enum CalendarText: Sendable {
    /// As it is stored: pieces that other answers hold too.
    case stored([TextPiece])
    /// Made for one answer, in the form of an XML document.
    case made([UInt8])

    func write(to writer: inout XMLWriter) {
        switch self {
        case .stored(let pieces): for piece in pieces { writer.fragment(piece.octets(in: .xml)) }
        case .made(let octets): writer.fragment(octets)
        }
    }
}

extension TextForm {
    /// Escaped.
    static let xml = TextForm { XMLWriter.escaped(utf8: $0) }
}
