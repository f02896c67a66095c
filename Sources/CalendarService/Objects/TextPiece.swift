import Synchronization

/// A piece of the text of objects, with the form in which front ends write it into their documents, made when first asked for.
///
/// The same piece stands in many answers, that of a time zone in many objects of one answer.
public final class TextPiece: Sendable {
    public let octets: [UInt8]
    private let written = Mutex<[UInt8]?>(nil)

    init(_ octets: [UInt8]) { self.octets = octets }

    /// The octets as documents hold them; only one form beside the plain one is ever asked for.
    public func octets(in form: TextForm) -> [UInt8] {
        guard let write = form.write else { return octets }
        if let written = written.withLock({ $0 }) { return written }
        let made = write(octets)
        written.withLock { $0 = made }
        return made
    }
}

/// How a document holds the text of objects.
public struct TextForm: Sendable {
    /// nil: as it is.
    let write: (@Sendable ([UInt8]) -> [UInt8])?
    let lineEnd: [UInt8]

    /// As it is.
    public static let plain = TextForm(write: nil, lineEnd: [0x0D, 0x0A])

    private init(write: (@Sendable ([UInt8]) -> [UInt8])?, lineEnd: [UInt8]) {
        self.write = write
        self.lineEnd = lineEnd
    }

    /// As a front end's document holds it. Letters, digits and `:;=-` have to stay what they are.
    public init(_ write: @escaping @Sendable ([UInt8]) -> [UInt8]) { self.init(write: write, lineEnd: write([0x0D, 0x0A])) }

    /// A text that is in no piece.
    public func octets(of text: [UInt8]) -> [UInt8] { write?(text) ?? text }
}
