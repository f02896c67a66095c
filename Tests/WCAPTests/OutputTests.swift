import CalendarService
import CalendarStore
import Foundation
import ICalendar
import Testing

@testable import WCAP

/// The three formats (`spec/wcap.md` section 3).
struct OutputTests {
    private var sample: Answer {
        var block = AnswerBlock(properties: [Property(XToken.name, text: "A, <b> & \"c\"")])
        block.calid = "jdoe"
        block.preferences = [("X-NSCP-WCAP-PREF-icsSet", "a$b,c;d\\e<f>")]
        var event = Component(.vevent)
        event.properties = [
            Property(.uid, text: "u1"), Property(.dtstart, parameters: [Parameter("VALUE", "DATE")], value: "20260301"),
            Property(.summary, text: "Line\nbreak; \u{2028}</script>"), Property(.categories, texts: ["a", "b,c"]),
            Property(.exdate, value: "20260302T000000Z,20260303T000000Z"),
            Property(.attendee, parameters: [Parameter("CN", "A \"B\" <c>"), Parameter("PARTSTAT", "ACCEPTED")], value: "susan"),
        ]
        block.components = [event]
        return Answer([block])
    }

    @Test("text/calendar")
    func calendar() {
        let text = String(decoding: CalendarTextWriter(productID: "-//P//EN").octets(of: sample).joined, as: UTF8.self)
        #expect(text.contentLines.prefix(4) == ["BEGIN:VCALENDAR", "PRODID:-//P//EN", "METHOD:PUBLISH", "VERSION:2.0"])
        #expect(text.contentLines.contains("X-NSCP-CALPROPS-NAME:A\\, <b> & \"c\""))
        #expect(text.contentLines.contains("X-NSCP-WCAP-PREF-icsSet:a$b,c;d\\\\e<f>"))
        #expect(text.contentLines.suffix(2) == ["X-NSCP-WCAP-ERRNO:0", "END:VCALENDAR"])
    }

    @Test("text/xml: names, attributes, white space, escapes")
    func xml() {
        let text = String(decoding: XMLTextWriter(productID: "-//P//EN").octets(of: sample).joined, as: UTF8.self)
        let expected = """
            <?xml version="1.0" encoding="UTF-8"?>
            <iCalendar>
            <iCal version="2.0" prodid="-//P//EN" METHOD="PUBLISH">
            <X-NSCP-CALPROPS-NAME>A, &lt;b&gt; &amp; &quot;c&quot;</X-NSCP-CALPROPS-NAME>
            <X-NSCP-WCAP-PREF-icsSet>a$b,c;d\\e&lt;f&gt;</X-NSCP-WCAP-PREF-icsSet>
            <EVENT>
            <UID>u1</UID>
            <START>20260301</START>
            <SUMMARY>Line
            break; \u{2028}&lt;/script&gt;</SUMMARY>
            <CATEGORIES>a,b,c</CATEGORIES>
            <EXDATE>20260302T000000Z</EXDATE>
            <EXDATE>20260303T000000Z</EXDATE>
            <ATTENDEE CN="A &quot;B&quot; &lt;c&gt;" PARTSTAT="ACCEPTED">susan</ATTENDEE>
            </EVENT>
            <X-NSCP-WCAP-ERRNO>0</X-NSCP-WCAP-ERRNO>
            </iCal>
            </iCalendar>

            """
        #expect(text == expected)
    }

    @Test("text/js: nothing can end the string or the script")
    func script() {
        let text = String(
            decoding: ScriptPageWriter(productID: "-//P//EN").octets(of: sample, command: "get_calprops").joined, as: UTF8.self)
        #expect(text.contains("var command = \"get_calprops\";"))
        #expect(text.contains("calid[0] = \"jdoe\"; errno[0] = 0; delete_layer_errno[0] = 0;"))
        #expect(text.contains("\\u003c/script\\u003e"))
        #expect(text.contains("\\u2028"))
        #expect(text.contains("\"CalGet_calpropsCallback\", \"Calget_calpropsCallback\", \"CalGetcalpropsCallback\""))
        #expect(text.components(separatedBy: "</SCRIPT>").count == 2)
        #expect(ScriptPageWriter.literal(Array("a\"\\\r\n\u{1}é".utf8)) == "\"a\\\"\\\\\\r\\n\\u0001é\"")
    }

    @Test("Every kind of refusal has a number that clients know")
    func numbers() {
        for code in CalendarError.Code.allCases {
            let number = WCAPErrno(code, failure: .storeEventsFailed).rawValue
            #expect((1...81).contains(number), "\(code)")
            #expect(![48, 49, 50, 51].contains(number), "\(code)")
        }
        #expect(WCAPErrno(.isLink, failure: .storeToDosFailed, kind: .vtodo).rawValue == 32)
        #expect(WCAPErrno(.invalidCalendarName, failure: .createCalendarFailed).rawValue == 30)
        #expect(WCAPErrno(.invalidCalendarName, failure: .fetchByRangeFailed).rawValue == 29)
    }

    @Test("Every command of the protocol is there")
    func commands() {
        let names = """
            addlink admin_logout change_password check_id createcalendar deletecalendar deletecomponents_by_range deleteevents_by_id
            deleteevents_by_range deletetodos_by_id deletetodos_by_range export fetch_deletedcomponents fetchattachment
            fetchcomponents_by_alarmrange fetchcomponents_by_attendee_error fetchcomponents_by_lastmod fetchcomponents_by_range
            fetchevents_by_id fetchtodos_by_id get_all_timezones get_calprops get_freebusy get_guids get_session get_userprefs gettime import
            list list_subscribed login logout ping refresh search_calprops set_calprops set_userprefs shutdown storecomponents storeevents
            storetodos subscribe_calendars unsubscribe_calendars upload_file verifyevents_by_ids verifytodos_by_ids version
            """.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(Set(CommandTable.commands.map(\.name)) == Set(names))
        #expect(CommandTable.commands.count == names.count)
        for name in names { #expect(CommandTable.command(named: name.uppercased()) != nil) }
    }

    @Test("States between organizer and attendees")
    func states() {
        let owner = Account(
            id: AccountID(rawValue: 1), domain: DomainID(rawValue: 1), name: "jdoe", domainName: "example.com", displayName: "",
            emailAddresses: ["j@example.com"], isAdministrator: false, timeZone: "UTC", isWebCalEnabled: true, isResource: false,
            defaultCalendar: nil, created: Timestamp(microseconds: 0))
        func event(_ organizer: String, _ attendees: (String, String)...) -> Component {
            var component = Component(.vevent, properties: [Property(.organizer, value: organizer)])
            for (address, status) in attendees {
                component.properties.append(Property(.attendee, parameters: [Parameter("PARTSTAT", status)], value: address))
            }
            return component
        }
        let asked = event("mailto:s@example.com", ("MAILTO:J@example.com", "NEEDS-ACTION"))
        #expect(ComponentState(asked, owner: owner) == .requestNeedsAction)
        #expect(ComponentStateFilter(keywords: ["REQUEST_NEEDS-ACTION"]).matches(asked, own: OwnAddresses(owner)))
        #expect(!ComponentStateFilter(keywords: ["REPLY-ACCEPTED"]).matches(asked, own: OwnAddresses(owner)))
        #expect(ComponentStateFilter(keywords: ["NONSENSE"]).matches(asked, own: OwnAddresses(owner)))
        #expect(ComponentState(event("mailto:jdoe@example.com", ("mailto:a@b", "NEEDS-ACTION")), owner: owner) == .requestWaitForReply)
        #expect(ComponentState(event("mailto:jdoe@example.com", ("mailto:a@b", "DECLINED")), owner: owner) == .requestCompleted)
        #expect(ComponentState(Component(.vevent), owner: owner)?.number == 65538)
    }
}
