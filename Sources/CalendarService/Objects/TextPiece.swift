import Synchronization

/// A piece of the text of objects, with the form in which front ends write it into their documents, made when first asked for.
///
/// The same piece stands in many answers, that of a time zone in many objects of one answer.
public final class TextPiece: Sendable {
    public let octets: [UInt8]
    private let written = Mutex<[UInt8]?>(nil)

    init(_ octets: [UInt8]) { self.octets = octets }

    /// The octets as a front end writes them: there is one such form, and all who ask give the same closure.
    public func written(_ write: ([UInt8]) -> [UInt8]) -> [UInt8] {
        if let written = written.withLock({ $0 }) { return written }
        let made = write(octets)
        written.withLock { $0 = made }
        return made
    }
}
