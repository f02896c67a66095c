import SeededRandom
import Testing
import XMLDocument

@Suite struct XMLReaderTests {
    private func read(_ text: String, limits: XMLLimits = XMLLimits()) throws(XMLError) -> XMLElement {
        try XMLReader(limits: limits).read(Array(text.utf8))
    }

    @Test func readsNamesAttributesAndText() throws {
        let root = try read(
            """
            <?xml version="1.0"?>
            <d:propfind xmlns:d="DAV:" xmlns="urn:ietf:params:xml:ns:caldav">
              <d:prop kind="a &amp; b"><calendar-data d:x="1"/><d:href> /a%20b/ </d:href><none xmlns=""/></d:prop>
            </d:propfind>
            """)
        #expect(root.name == .dav("propfind"))
        let prop = try #require(root.first(.dav("prop")))
        #expect(prop.attribute("kind") == "a & b")
        #expect(prop.elements.map(\.name) == [.caldav("calendar-data"), .dav("href"), .plain("none")])
        #expect(prop.first(.caldav("calendar-data"))?.attribute(.dav("x")) == "1")
        #expect(root.first(.dav("prop"), .dav("href"))?.text == " /a%20b/ ")
        #expect(root.first(.dav("prop"), .dav("href"))?.trimmedText == "/a%20b/")
        #expect(prop.lineNumber == 3)
    }

    @Test func joinsTextAcrossReferencesSectionsAndComments() throws {
        #expect(try read("<a>x&lt;<!-- no -->y<![CDATA[<&>]]>&#x20AC;</a>").text == "x<y<&>€")
    }

    @Test func equalityLooksThroughPrefixes() throws {
        #expect(try read(#"<a:x xmlns:a="DAV:" a:k="1"><a:y/></a:x>"#) == read(#"<x xmlns="DAV:" xmlns:b="DAV:" b:k="1"><b:y/></x>"#))
        #expect(try read(#"<x xmlns="DAV:"/>"#) != read("<x/>"))
    }

    @Test(arguments: [
        #"<!DOCTYPE a [<!ENTITY b "boo">]><a>&b;</a>"#, #"<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>"#, "<!DOCTYPE a><a/>",
        #"<!DOCTYPE lolz [<!ENTITY l "l"><!ENTITY m "&l;&l;&l;&l;">]><lolz>&m;</lolz>"#,
    ])
    func refusesEveryDocumentType(_ text: String) {
        #expect { try read(text) } throws: { ($0 as? XMLError)?.kind == .documentType }
    }

    @Test(arguments: [
        "", "  ", "plain text", "<a>", "<a></b>", "<a/><b/>", "<a><b></a></b>", "<d:a/>", "<a b='1' b='2'/>", "<a>&undefined;</a>",
        "<a>\u{1}</a>",
    ])
    func refusesWhatIsNotWellFormed(_ text: String) {
        #expect { try read(text) } throws: { ($0 as? XMLError)?.kind == .malformed }
    }

    @Test func errorsNameThePlace() {
        let error = #expect(throws: XMLError.self) { try read("<a>\n  <b>\n  </c>\n</a>") }
        #expect(error?.line == 3)
        #expect(error?.reason == "mismatched tag")
        #expect(error?.description.hasPrefix("XML, line 3, column ") == true)
    }

    @Test func readsOtherEncodings() throws {
        let latin1: [UInt8] = Array("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>".utf8) + [0xE9] + Array("</a>".utf8)
        #expect(try XMLReader().read(latin1).text == "é")
        let utf16 = [UInt8](arrayLiteral: 0xFF, 0xFE) + "<a>é€</a>".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try XMLReader().read(utf16).text == "é€")
        #expect(try XMLReader().read([0x3C, 0x61, 0x3E, 0xE9, 0x3C, 0x2F, 0x61, 0x3E], encoding: "latin1").text == "é")
        #expect(throws: XMLError.self) { try XMLReader().read(Array("<?xml version='1.0' encoding='klingon'?><a/>".utf8)) }
        #expect(throws: XMLError.self) { try XMLReader().read([0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E]) }
    }

    @Test func limitsEndTheReading() {
        var limits = XMLLimits()
        limits.depth = 4
        limits.elements = 100
        limits.attributes = 3
        limits.totalAttributes = 50
        limits.text = 1000
        limits.size = 100_000
        limits.namespaces = 5
        let deep = String(repeating: "<a>", count: 5) + String(repeating: "</a>", count: 5)
        let many = "<a>" + String(repeating: "<b/>", count: 100) + "</a>"
        let wide = "<a b='1' c='2' d='3' e='4'/>"
        let attributes = "<a>" + String(repeating: "<b c='1'/>", count: 51) + "</a>"
        let text = "<a>" + String(repeating: "x", count: 1001) + "</a>"
        let value = "<a b='" + String(repeating: "x", count: 1001) + "'/>"
        let long = "<a>" + String(repeating: " ", count: 100_000) + "</a>"
        let namespaces = "<a xmlns:a='a' xmlns:b='b' xmlns:c='c'><a xmlns:d='d' xmlns:e='e' xmlns:f='f'/></a>"
        let declarations = "<a xmlns:a='a' xmlns:b='b' xmlns:c='c' xmlns:d='d'/>"
        for document in [deep, many, wide, attributes, text, value, long, namespaces, declarations] {
            #expect { try read(document, limits: limits) } throws: { ($0 as? XMLError)?.kind == .limit }
        }
        #expect(throws: Never.self) { try read("<a><a><a><a/></a></a></a>", limits: limits) }
    }

    @Test func hostileDepthEndsAtOnce() {
        let text = String(repeating: "<a>", count: 1_000_000)
        #expect { try read(text) } throws: { ($0 as? XMLError)?.kind == .limit }
    }

    @Test func survivesDamage() {
        var random = SeededGenerator(seed: 7)
        let sample = Array(
            #"<?xml version="1.0"?><d:a xmlns:d="DAV:" xml:lang="de"><d:b c="&amp;">t<![CDATA[x]]></d:b><!--c--><?p i?></d:a>"#.utf8)
        for _ in 0..<5000 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: bytes[place..<min(place + 9, bytes.count)], at: place)
                }
            }
            // Read or refused; what was read can be written and read again.
            if let element = try? XMLReader().read(bytes) {
                #expect((try? XMLReader().read(element.fragment)) == element)
            }
        }
    }
}
