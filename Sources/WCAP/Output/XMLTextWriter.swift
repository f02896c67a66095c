import ICalendar

/// Writes an answer as text/xml: one root, one `<iCal>` a block, a line feed behind every tag, no padding inside elements (`spec/wcap.md` 3.3).
struct XMLTextWriter: Sendable {
    var productID: String

    init(productID: String) { self.productID = productID }

    func text(of answer: Answer) -> [UInt8] {
        var text: [UInt8] = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iCalendar>\n".utf8)
        text.reserveCapacity(answer.blocks.reduce(256) { $0 + $1.size * 5 / 4 })
        for block in answer.blocks { append(block, to: &text) }
        text.append(contentsOf: "</iCalendar>\n".utf8)
        return text
    }

    func append(_ block: AnswerBlock, to text: inout [UInt8]) {
        text.append(contentsOf: "<iCal version=\"2.0\" prodid=\"".utf8)
        XMLComponentWriter.appendEscaped(productID.utf8, to: &text)
        text.append(contentsOf: "\" METHOD=\"PUBLISH\">\n".utf8)
        var writer = XMLComponentWriter()
        if block.showsErrnoFirst { append(block.errno, to: &text) }
        for property in block.properties { writer.append(property, to: &text) }
        for (name, value) in block.preferences where XMLElementName.isValid(name) {
            text.append(contentsOf: "<\(name)>".utf8)
            XMLComponentWriter.appendEscaped(value.utf8, to: &text)
            text.append(contentsOf: "</\(name)>\n".utf8)
        }
        for component in block.components { writer.append(component, to: &text) }
        block.fetched?.append(to: &text)
        if !block.showsErrnoFirst { append(block.errno, to: &text) }
        text.append(contentsOf: "</iCal>\n".utf8)
    }

    private func append(_ errno: WCAPErrno?, to text: inout [UInt8]) {
        if let errno { text.append(contentsOf: "<\(XToken.errno)>\(errno.rawValue)</\(XToken.errno)>\n".utf8) }
    }
}
