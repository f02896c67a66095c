import ICalendar
import Testing

@testable import WCAP

/// Reading requests (`spec/wcap.md` 1.2 to 1.5).
struct ParameterTests {
    private func parameters(_ query: String) -> Parameters { Parameters(query: Bytes(utf8: query)) }

    @Test(
        "Lists split where clients mean it",
        arguments: [
            ("uid=abc;def;gh=3bi;jkl", ["abc", "def", "gh;i", "jkl"]),
            ("uid=abc;def;gh%3bi;jkl", ["abc", "def", "gh;i", "jkl"]),
            ("uid=abc%3Bdef", ["abc", "def"]),
            ("uid=a;;b;", ["a", "b"]),
            ("uid=", []),
            ("uid=%22a;b%22;c", ["\"a;b\"", "c"]),
            ("uid=a\";b", ["a\"", "b"]),
        ])
    func lists(query: String, expected: [String]) { #expect(parameters(query).list(.uid) == expected) }

    @Test("A semicolon that is encoded stays in lists whose separators nobody encodes")
    func encodedSemicolon() { #expect(parameters("categories=a%3Bb").list(.categories) == ["a;b"]) }

    @Test(
        "Rules in quotes, raw or encoded, and one without quotes",
        arguments: [
            (#"rrules="count%3D10%3Bfreq%3Ddaily";"freq%3Dweekly%3Bcount%3D4""#, ["count=10;freq=daily", "freq=weekly;count=4"]),
            ("rrules=%22FREQ%3DWEEKLY%3BBYDAY%3DMO%22", ["FREQ=WEEKLY;BYDAY=MO"]),
            ("rrules=FREQ=DAILY;COUNT=3", ["FREQ=DAILY;COUNT=3"]),
            ("rrules=FREQ%3DDAILY%3BCOUNT%3D3", ["FREQ=DAILY;COUNT=3"]),
            ("rrules=", []),
        ])
    func rules(query: String, expected: [String]) { #expect(parameters(query).rules(.rrules) == expected) }

    @Test("The last value counts; names match exactly, then in any case")
    func names() {
        #expect(parameters("calid=a&calid=b").text(.calid) == "b")
        #expect(parameters("Fmt-out=text/xml").word(.format) == "text/xml")
        #expect(parameters("FMT-OUT=x&fmt-out=text/xml&Fmt-Out=y").word(.format) == "text/xml")
        #expect(parameters("component_type=todo").word(.componentType) == "todo")
        #expect(parameters("uid=1").text(.rid) == nil)
    }

    @Test("Text is UTF-8 or else Latin-1, plus signs are blanks")
    func text() {
        #expect(parameters("summary=caf%C3%A9+noir").text(.summary) == "café noir")
        #expect(parameters("summary=caf%E9").text(.summary) == "café")
        #expect(parameters("summary=100%").text(.summary) == "100%")
        #expect(parameters("summary=%4").text(.summary) == "%4")
    }

    @Test("The session id may carry quotes and line ends", arguments: ["id=abc", "id='abc'", "id=%22abc%22", "id=abc%0D%0A", "id=abc+"])
    func sessionID(query: String) { #expect(parameters(query).sessionID == "abc") }

    @Test(
        "Times",
        arguments: [
            (
                "19990301T112233Z",
                TimeParameter.utc(LocalDateTime(date: CalendarDate(year: 1999, month: 3, day: 1), hour: 11, minute: 22, second: 33))
            ),
            ("19990301T112233", .local(LocalDateTime(date: CalendarDate(year: 1999, month: 3, day: 1), hour: 11, minute: 22, second: 33))),
            (
                "1999-03-01T11:22:33Z",
                .utc(LocalDateTime(date: CalendarDate(year: 1999, month: 3, day: 1), hour: 11, minute: 22, second: 33))
            ),
            ("19990301", .date(CalendarDate(year: 1999, month: 3, day: 1))), ("0", .unset), ("", .unset),
        ])
    func times(text: String, expected: TimeParameter) throws { #expect(try TimeParameter(text) == expected) }

    @Test(
        "What is no time is refused",
        arguments: ["19990231", "1999", "19990301T250000Z", "x", "19990301T11", "19990301T112233Z5", "9999999999999999999"])
    func badTimes(text: String) { #expect(throws: ParameterError.self) { try TimeParameter(text) } }

    @Test(
        "Durations; Sun's short ones lie before the start",
        arguments: [
            ("-PT15M", 0, -900), ("PT15M", 0, 900), ("P15M", 0, -900), ("P1D", -1, 0), ("-P1D", -1, 0), ("P2H", 0, -7200),
            ("PT1H30M0S", 0, 5400),
            ("P3W", 21, 0), ("+PT5M", 0, 300),
        ])
    func durations(text: String, days: Int, seconds: Int64) throws {
        #expect(try DurationParameter(text).alarmOffset == CalendarDuration(days: days, seconds: seconds))
    }

    @Test("What is no duration is refused", arguments: ["P", "15", "PT", "P1X", "PT1W", "P99999999999M"])
    func badDurations(text: String) { #expect(throws: ParameterError.self) { try DurationParameter(text) } }

    @Test("Attendees: free order of fields, raw and encoded carets, misspellings")
    func attendees() throws {
        let query = parameters(
            "attendees=PARSTAT=NEEDS_ACTION^RSVP=TRUE^attA;RSVP=FALSE^CN=Doe%3B%20J%5E^mailto:jdoe@xyz.com;PARTSTAT%3DX-NSCP-WCAP-ATTENDEE-DELETE^b"
        )
        let list = try #require(AttendeeParameter.list(query.entry(.attendees)))
        #expect(list.map(\.address) == ["attA", "mailto:jdoe@xyz.com", "b"])
        #expect(list[0].parameters == [Parameter("PARTSTAT", "NEEDS-ACTION"), Parameter("RSVP", "TRUE")])
        #expect(list[1].parameters == [Parameter("RSVP", "FALSE"), Parameter("CN", "Doe; J^")])
        #expect(list[2].isRemoval)
        let encoded = try #require(
            AttendeeParameter.list(parameters("attendees=PARTSTAT%3DACCEPTED%5Ea%3BPARTSTAT%3DDECLINED%5Eb").entry(.attendees)))
        #expect(encoded.map(\.address) == ["a", "b"])
    }

    @Test("Multipart bodies with either line end, empty parts, and without a last boundary", arguments: ["\r\n", "\n"])
    func multipart(lineEnd: String) {
        let body = [
            "--XX", "Content-Disposition: form-data; name=\"Download\"", "", "", "--XX",
            "Content-Disposition: form-data; name=\"Upload\"; filename=\"a;b.ics\"", "Content-Type: application/octet-stream", "",
            "BEGIN:VCALENDAR", "--X", "END:VCALENDAR",
        ].joined(separator: lineEnd)
        for ending in ["", "\(lineEnd)--XX--", "\(lineEnd)--XX--\(lineEnd)"] {
            let parts = MultipartForm.parts(of: Array((body + ending).utf8), boundary: "XX")
            #expect(parts.map(\.name) == ["Download", "Upload"])
            #expect(parts.first?.octets.isEmpty == true)
            #expect(parts.last?.fileName == "a;b.ics")
            #expect(parts.last?.octets.string == ["BEGIN:VCALENDAR", "--X", "END:VCALENDAR"].joined(separator: lineEnd))
        }
        #expect(MultipartForm.boundary(of: "multipart/form-data; boundary=\"a b\"") == "a b")
        #expect(MultipartForm.boundary(of: "multipart/form-data") == nil)
    }
}
