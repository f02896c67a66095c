import ICalendar
import Testing

/// The parameter grammar of RFC 5545 section 3.2 and RFC 6868, and what real producers make of it.
@Suite struct ParameterTests {
    private func property(_ line: String) throws -> Property {
        let event = try #require(Parser().parse(ParserStructureTests.event(line)).calendars.first?.components.first)
        return try #require(event.properties.last)
    }

    @Test(arguments: [
        ("ATTENDEE;CN=\"Doe; Jane: x\":mailto:a", [Parameter("CN", "Doe; Jane: x")], "mailto:a"),
        (
            "ATTENDEE;MEMBER=\"mailto:a\",\"mailto:b\";CN=c:mailto:d",
            [Parameter("MEMBER", ["mailto:a", "mailto:b"]), Parameter("CN", "c")], "mailto:d"
        ),
        ("ATTENDEE;CN=Jane \"JD\" Doe:mailto:j", [Parameter("CN", "Jane \"JD\" Doe")], "mailto:j"),
        ("ATTENDEE;CN=Doe\\, Jane:mailto:j", [Parameter("CN", "Doe, Jane")], "mailto:j"),
        ("ATTENDEE;CN=;ROLE=:mailto:j", [Parameter("CN", ""), Parameter("ROLE", "")], "mailto:j"),
        ("ATTENDEE;cn=a^'b^nc^^d^x:mailto:j", [Parameter("CN", "a\"b\nc^d^x")], "mailto:j"),
        ("ATTENDEE;CN=\"open:mailto:j", [Parameter("CN", "\"open")], "mailto:j"),
        ("ATTENDEE;CN=Doe: Jane:mailto:j", [Parameter("CN", "Doe")], " Jane:mailto:j"),
        ("X-A;BARE:v", [Parameter("BARE", [String]())], "v"), ("X-A:v;w=x:y", [], "v;w=x:y"),
    ])
    func isRead(_ line: String, _ parameters: [Parameter], _ value: String) throws {
        let property = try property(line)
        #expect(property.parameters == parameters)
        #expect(property.valueString == value)
        #expect(property.line.string == line)
        for parameter in parameters { #expect(property.parameter(parameter.name.lowercased()) == parameter.values.first ?? "") }
        #expect(property.parameter("NONE") == nil)
    }

    @Test(arguments: ["plain", "with \"quotes\"", "semi;colon:comma,", "caret ^n ^^ ^'", "line\nbreak", "", "größe", "back\\slash"])
    func isWrittenSoThatItIsReadBack(_ value: String) throws {
        let made = Property(.attendee, parameters: [Parameter("CN", value), Parameter("MEMBER", ["mailto:a", value])], value: "mailto:x")
        let read = try property(made.line.string)
        #expect(read.parameter("CN") == value)
        #expect(read.parameters.last?.values == ["mailto:a", value])
    }

    @Test func aBadNameDoesNotBecomeAnother() {
        let property = Property(.summary, parameters: [Parameter("E?NCODING", "QUOTED-PRINTABLE")], value: "=41")
        #expect(property.line.string == "SUMMARY;E-NCODING=QUOTED-PRINTABLE:=41")
    }

    @Test func settingOneKeepsTheOthers() throws {
        let property = try property("DTSTART;X-A=1;TZID=Europe/Berlin:20260301T100000")
        #expect(property.setting(parameter: "tzid", to: "Asia/Tokyo").line.string == "DTSTART;X-A=1;TZID=Asia/Tokyo:20260301T100000")
        #expect(property.setting(parameter: "TZID", to: nil).line.string == "DTSTART;X-A=1:20260301T100000")
        #expect(property.replacing(value: "20260302").line.string == "DTSTART;X-A=1;TZID=Europe/Berlin:20260302")
    }
}
