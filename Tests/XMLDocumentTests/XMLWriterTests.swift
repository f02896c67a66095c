import Testing
import XMLDocument

@Suite struct XMLWriterTests {
    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    private func text(_ writer: inout XMLWriter) -> String { String(decoding: writer.finish(), as: UTF8.self) }

    @Test func declaresNamespacesOnceAtTheRoot() {
        var writer = XMLWriter(namespaces: [XMLNamespace.dav, XMLNamespace.caldav, XMLNamespace.calendarServer, XMLNamespace.appleICal])
        writer.element(.dav("multistatus")) { writer in
            writer.element(.dav("response")) { writer in
                writer.element(.dav("href"), "/a/")
                writer.element(.caldav("calendar-data"))
                writer.element(.calendarServer("getctag"), "7")
                writer.element(.appleICal("calendar-color"), "#FF0000FF")
            }
        }
        #expect(
            text(&writer) == Self.declaration
                + #"<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/""#
                + #" xmlns:A="http://apple.com/ns/ical/"><D:response><D:href>/a/</D:href><C:calendar-data/>"#
                + "<CS:getctag>7</CS:getctag><A:calendar-color>#FF0000FF</A:calendar-color></D:response></D:multistatus>")
    }

    @Test func declaresOtherNamespacesWhereTheyAreUsed() throws {
        var writer = XMLWriter()
        let strange = XMLName(namespace: "urn:x:\"<&", local: "p")
        writer.start(.dav("prop"))
        writer.element(strange) { $0.element(strange, "1") }
        writer.element(strange, "2")
        writer.start(.plain("bare"))
        writer.attribute(XMLName(namespace: "urn:y", local: "k"), "v")
        writer.attribute(XMLName(namespace: XMLNamespace.xml, local: "lang"), "en")
        let bytes = writer.finish()
        let root = try XMLReader().read(bytes)
        #expect(root.elements.map(\.name) == [strange, strange, .plain("bare")])
        #expect(root.first(strange, strange)?.text == "1")
        #expect(root.first(.plain("bare"))?.attribute(XMLName(namespace: "urn:y", local: "k")) == "v")
        #expect(root.first(.plain("bare"))?.language == "en")
    }

    @Test func textAndValuesComeBackUnchanged() throws {
        let nasty = "a<b>&\"c'\r\n\t]]>é€😀 \u{FFFD}"
        var writer = XMLWriter()
        writer.start(.dav("a"))
        writer.attribute("k", nasty)
        writer.text(nasty)
        let root = try XMLReader().read(writer.finish())
        #expect(root.text == nasty)
        #expect(root.attribute("k") == nasty)
    }

    @Test func dropsWhatXMLCannotHold() throws {
        var writer = XMLWriter()
        writer.element(.plain("a"), "1\u{0}2\u{8}3\u{B}4\u{1F}5\u{FFFE}6\u{FFFF}7\u{7F}8")
        #expect(try XMLReader().read(writer.finish()).text == "1234567\u{7F}8")
    }

    @Test func octetsThatAreNoTextBecomeReplacementCharacters() throws {
        var writer = XMLWriter()
        writer.element(.plain("a"), utf8: [0x41, 0xFF, 0x42, 0xEF, 0xBF])
        #expect(try XMLReader().read(writer.finish()).text == "A\u{FFFD}B\u{FFFD}")
    }

    @Test func piecesTakenAlongTheWayMakeOneDocument() throws {
        var writer = XMLWriter()
        var bytes: [UInt8] = []
        writer.start(.dav("multistatus"))
        bytes += writer.take()
        for number in 0..<100 {
            writer.start(.dav("response"))
            bytes += writer.take()
            if number % 2 == 0 { writer.text("\(number)") }
            writer.end()
            bytes += writer.take()
        }
        bytes += writer.finish()
        let root = try XMLReader().read(bytes)
        #expect(root.elements.count == 100)
        #expect(root.elements[4].text == "4")
    }

    @Test func fragmentsStandByThemselves() throws {
        let source = """
            <D:set xmlns:D="DAV:" xmlns:q="urn:q" xmlns="urn:default" xml:lang="fr"><D:prop>\
            <q:dead D:a="1" b="2">q:name <inner xmlns=""><none/></inner><other/></q:dead></D:prop></D:set>
            """
        let dead = try #require(try XMLReader().read(Array(source.utf8)).first(.dav("prop"), XMLName(namespace: "urn:q", local: "dead")))
        let fragment = String(decoding: dead.fragment, as: UTF8.self)
        #expect(fragment.contains("xmlns:q=\"urn:q\""))
        #expect(fragment.contains("xmlns:D=\"DAV:\""))
        #expect(fragment.contains("xml:lang=\"fr\""))
        #expect(fragment.hasPrefix("<q:dead"))

        var writer = XMLWriter()
        writer.start(.caldav("prop"))
        writer.fragment(dead.fragment)
        let again = try XMLReader().read(writer.finish())
        let stored = try #require(again.elements.first)
        #expect(stored.children == dead.children)
        #expect(stored.name == dead.name)
        #expect(stored.attribute(.dav("a")) == "1")
        #expect(stored.language == "fr")
        // Storing it again changes nothing.
        #expect(try XMLReader().read(stored.fragment) == XMLReader().read(dead.fragment))
    }

    @Test func fragmentsOfChangedElementsStayRight() throws {
        var element = try XMLReader().read(Array(#"<x xmlns="urn:a" xmlns:n1="urn:b"><n1:y/></x>"#.utf8))
        element.name = .caldav("renamed")
        element.children.append(.element(XMLElement(.plain("bare"), children: [.element(XMLElement(.dav("deep"), text: "t"))])))
        element.attributes.append(XMLAttribute(.appleICal("k"), "v"))
        #expect(try XMLReader().read(element.fragment) == element)
        let made = XMLElement(
            .dav("a"), attributes: [XMLAttribute(.dav("k"), "v")], children: [.text("x"), .element(XMLElement(.plain("b")))])
        #expect(try XMLReader().read(made.fragment) == made)
        var writer = XMLWriter()
        writer.element(made)
        #expect(try XMLReader().read(writer.finish()) == made)
    }

    @Test("Text that was escaped before, and what leaves piece by piece, are the same document")
    func pieces() throws {
        let texts = ["a & b", "<c>\r\n", "", "ä€\u{1F600}", "]]>", String(repeating: "line \r\n", count: 3000)]
        let octets = texts.map { Array($0.utf8) } + [[0xC3, 0x28, 0x41], [0x01, 0x42], [0xEF, 0xBF, 0xBE]]
        for text in octets {
            var whole = XMLWriter()
            whole.start(.dav("a"))
            whole.element(.dav("b"), utf8: text)
            whole.start(.dav("c"))
            whole.end()
            var piecewise = XMLWriter()
            var document: [UInt8] = []
            func leave() { piecewise.drain { document += $0 } }
            piecewise.start(.dav("a"))
            leave()
            piecewise.start(.dav("b"))
            leave()
            if !text.isEmpty { piecewise.beginContent() }
            leave()
            XMLWriter.escaped(utf8: text).withUnsafeBytes { piecewise.fragment($0) }
            leave()
            piecewise.end()
            piecewise.start(.dav("c"))
            leave()
            piecewise.close()
            leave()
            #expect(document == whole.finish())
        }
    }
}
