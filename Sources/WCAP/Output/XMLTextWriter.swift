import ICalendar

/// Writes an answer as text/xml: one root, one `<iCal>` a block, a line feed behind every tag, no padding inside elements (`spec/wcap.md` 3.3).
struct XMLTextWriter: Sendable {
    var productID: String

    init(productID: String) { self.productID = productID }

    func octets(of answer: Answer) -> AnswerOctets {
        var octets = AnswerOctets(Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iCalendar>\n".utf8))
        for block in answer.blocks {
            var writer = XMLComponentWriter()
            appendOpening(of: block, &writer, to: &octets.text)
            octets.append(block.fetched)
            appendClosing(of: block, to: &octets.text)
        }
        octets.text.append(contentsOf: "</iCalendar>\n".utf8)
        return octets
    }

    /// What comes before the fetched components.
    private func appendOpening(of block: AnswerBlock, _ writer: inout XMLComponentWriter, to text: inout [UInt8]) {
        text.append(contentsOf: "<iCal version=\"2.0\" prodid=\"".utf8)
        XMLComponentWriter.appendEscaped(productID.utf8, to: &text)
        text.append(contentsOf: "\" METHOD=\"PUBLISH\">\n".utf8)
        if block.showsErrnoFirst { append(block.errno, to: &text) }
        for property in block.properties { writer.append(property, to: &text) }
        for (name, value) in block.preferences where XMLElementName.isValid(name) {
            text.append(contentsOf: "<\(name)>".utf8)
            XMLComponentWriter.appendEscaped(value.utf8, to: &text)
            text.append(contentsOf: "</\(name)>\n".utf8)
        }
        for component in block.components { writer.append(component, to: &text) }
    }

    /// What comes behind the fetched components.
    private func appendClosing(of block: AnswerBlock, to text: inout [UInt8]) {
        if !block.showsErrnoFirst { append(block.errno, to: &text) }
        text.append(contentsOf: "</iCal>\n".utf8)
    }

    private func append(_ errno: WCAPErrno?, to text: inout [UInt8]) {
        if let errno { text.append(contentsOf: "<\(XToken.errno)>\(errno.rawValue)</\(XToken.errno)>\n".utf8) }
    }
}
