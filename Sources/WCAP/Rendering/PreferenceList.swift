import CalendarService
import CalendarStore
import ICalendar

/// The preferences of an answer, the account's and the server's (`spec/wcap.md` 7.3, 7.4).
struct PreferenceList: Sendable {
    /// Name and values, in the order of the manual's sample.
    private(set) var values: [(name: String, values: [String])]
    private var settings: WCAPSettings

    init(of account: Account, call: Call) async throws {
        settings = call.settings
        let stored = try await call.service.preferences(of: account.id)
        let owned = try await SubscribedCalendars.owned(by: account, call: call)
        let subscribed = try await SubscribedCalendars.list(of: account, call: call)
        let mail = AddressBook.mail(of: account)
        let words = account.displayName.split(separator: " ")
        let zone = call.service.zones.identifier(for: account.timeZone) ?? "UTC"
        let standards: [(String, String)] = [
            ("cn", account.displayName),
            ("givenName", words.dropLast().joined(separator: " ")),
            ("mail", mail),
            ("preferredlanguage", ""),
            ("sn", words.last.map(String.init) ?? account.name),
            ("icsCalendar", call.calid(of: account)),
            ("icsTimezone", zone),
            ("icsDefaultSet", ""),
            ("icsFirstDay", "2"),
            ("icsSet", ""),
            ("icsSubscribed", Self.text(of: subscribed)),
            ("icsCalendarOwned", Self.text(of: owned)),
            ("icsFreeBusy", call.calid(of: account)),
            ("ceDefaultView", "overview"),
            ("ceInterval", "PT0H30M"),
            ("ceDayHead", "9"),
            ("ceDayTail", "18"),
            ("ceClock", "24"),
            ("ceDateOrder", "D/M/Y"),
            ("ceDateSeparator", "/"),
            ("ceExcludeSatSun", "0"),
            ("ceColorSet", "pref_group1"),
            ("ceFontFace", "Arial,Helvetica,sans-serif"),
            ("ceToolText", "1"),
            ("ceToolImage", "1"),
            ("ceGroupInviteAll", "1"),
            ("ceSingleCalendarTZID", "0"),
            ("ceAllCalendarTZIDs", "0"),
            ("ceDefaultTZID", zone),
            ("ceNotifyEnable", "0"),
            ("ceNotifyEmail", mail),
            ("ceDefaultAlarmStart", ""),
            ("ceDefaultAlarmEmail", mail),
        ]
        values = standards.map { name, standard in (name, stored[name] ?? [standard]) }
        let known = Set(standards.map(\.0))
        for name in stored.keys.sorted() where !known.contains(name) { values.append((name, stored[name] ?? [])) }
    }

    /// `calid$name,calid$name`; the marks of the list are taken out of names.
    static func text(of subscriptions: [Subscription]) -> String {
        subscriptions.map { subscription in
            "\(subscription.calid)$\(String(subscription.name.map { $0 == "$" || $0 == "," ? " " : $0 }))"
        }.joined(separator: ",")
    }

    /// Name and value of each line of the answer; a preference with several values repeats.
    var lines: [(name: String, value: String)] {
        var list: [(name: String, value: String)] = []
        for (name, values) in values {
            for value in values.isEmpty ? [""] : values { list.append((XToken.preferencePrefix + name, value)) }
        }
        func yes(_ value: Bool) -> String { value ? "yes" : "no" }
        for (name, value) in [
            ("allowchangepassword", yes(settings.allowsChangePassword)), ("allowcreatecalendars", yes(settings.allowsCreateCalendars)),
            ("allowdeletecalendars", yes(settings.allowsDeleteCalendars)),
            ("allowpublicwritablecalendars", yes(settings.allowsPublicWritableCalendars)),
            ("validateowners", yes(settings.validatesOwners)), ("allowsetprefs", yes(settings.allowsSetPreferences)),
            ("format", settings.defaultFormat.rawValue), ("freebusybegin", String(settings.freeBusyBegin)),
            ("freebusyend", String(settings.freeBusyEnd)), ("version", settings.protocolVersion),
        ] {
            list.append((XToken.serverPreferencePrefix + name, value))
        }
        return list
    }
}
