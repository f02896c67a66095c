import ICalendar
import Testing

@Suite struct TextAndAddressTests {
    @Test(arguments: [
        ("plain", "plain"), ("a\\, b\\; c\\\\d", "a, b; c\\d"), ("one\\ntwo\\Nthree", "one\ntwo\nthree"), ("C:\\Temp", "C:\\Temp"),
        ("bare, comma; semicolon", "bare, comma; semicolon"), ("end\\", "end\\"), ("", ""), ("\\\\n", "\\n"), ("\\\"q\\\"", "\\\"q\\\""),
    ])
    func textsAreRead(_ raw: String, _ text: String) { #expect(Property(.summary, value: raw).text == text) }

    @Test(arguments: ["plain", "a,b;c\\d", "one\ntwo", "\\n", "größe 😀", "", "\\", "tab\tkept"])
    func textsComeBack(_ text: String) { #expect(Property(.summary, text: text).text == text) }

    @Test func lineEndsInTextsAreOne() { #expect(Property(.summary, text: "a\r\nb\rc\nd\0e").text == "a\nb\nc\nde") }

    @Test func listsSplitAtBareCommas() {
        #expect(Property(.categories, value: "a,b\\,c,,d\\\\,e").texts() == ["a", "b,c", "d\\", "e"])
        #expect(Property(.categories, texts: ["a,b", "c;d", "e"]).texts() == ["a,b", "c;d", "e"])
        #expect(Property(.categories, value: "").texts().isEmpty)
        #expect(Property(.categories, value: "a\\").texts() == ["a\\"])
    }

    @Test(arguments: [
        ("mailto:JDoe@Example.COM", "jdoe@example.com"), ("MAILTO:jdoe@example.com", "jdoe@example.com"),
        ("jdoe@example.com", "jdoe@example.com"), (" mailto: jdoe@example.com ", "jdoe@example.com"),
        ("mailto:j%40doe@example.com?subject=x", "j@doe@example.com"),
    ])
    func mailAddressesAreComparedNormalized(_ text: String, _ mail: String) {
        #expect(CalendarAddress(text).mail == mail)
        #expect(CalendarAddress(text) == CalendarAddress("mailto:" + mail))
        #expect(CalendarAddress(text).text == text)
    }

    @Test func otherAddressesStay() {
        #expect(CalendarAddress("HTTP://example.com/A").normalized == "http://example.com/A")
        #expect(CalendarAddress("urn:uuid:ABC") == CalendarAddress("URN:UUID:abc"))
        #expect(CalendarAddress("Room 5").mail == nil)
        #expect(CalendarAddress("mailto:%").mail == "%")
    }

    @Test func propertyNamesAreFound() {
        var component = Component(
            .vevent, properties: [Property("x-One", value: "1"), Property("SUMMARY", text: "a"), Property(.summary, text: "b")])
        #expect(component.first("X-ONE")?.valueString == "1")
        #expect(component.all(.summary).map(\.text) == ["a", "b"])
        component.set(Property(.summary, text: "c"))
        #expect(component.all(.summary).map(\.text) == ["c"])
        component.set(Property(.location, text: "d"))
        component.remove("X-one")
        #expect(component.properties.map(\.name) == [.summary, .location])
        #expect(PropertyName("class") == .classification)
        #expect(PropertyName("CLASS-X") != .classification)
        #expect(PropertyName("x-wr-calname") == .xWRCalName)
    }
}
