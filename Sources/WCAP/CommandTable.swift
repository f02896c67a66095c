import ICalendar

/// Every command the server knows, by name.
enum CommandTable {
    static let commands: [any Command] = [
        AddLink(), AdministratorLogout(), ChangePassword(), CheckID(), CreateCalendar(), DeleteCalendar(),
        DeleteByRange.components, DeleteByRange.events, DeleteByRange.toDos, DeleteByID.events, DeleteByID.toDos,
        Export(), FetchDeletedComponents(), FetchAttachment(), FetchByAlarmRange(), FetchByAttendeeError(), FetchByLastModified(),
        FetchByRange(), FetchByID.events, FetchByID.toDos, GetAllTimeZones(), GetCalendarProperties(), GetFreeBusy(), GetGUIDs(),
        GetSession(), GetPreferences(), GetTime(), Import(name: "import"), Import(name: "upload_file"), List(), ListSubscribed(), Login(),
        Logout(), Ping(), Refresh(), SearchCalendarProperties(), SetCalendarProperties(), SetPreferences(), Shutdown(),
        Store(name: "storeevents", kind: .vevent), Store(name: "storecomponents", kind: .vevent), Store(name: "storetodos", kind: .vtodo),
        Subscribe(isAdding: true), Subscribe(isAdding: false), VerifyByIDs(kind: .vevent), VerifyByIDs(kind: .vtodo), Version(),
    ]

    private static let byName: [String: any Command] = Dictionary(commands.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// A command by its name in any case.
    static func command(named name: String) -> (any Command)? { byName[name.lowercased()] }
}
