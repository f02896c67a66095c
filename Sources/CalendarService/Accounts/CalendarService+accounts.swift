public import CalendarStore

extension CalendarService {
    /// Makes an account with its default calendar "Calendar". `calendarExists` when the name is taken.
    public func createAccount(_ account: NewAccount) async throws -> Account { throw CalendarError(.calendarExists, "") }

    /// Looks an account up by `name` or `name@domain` as written by a caller.
    public func account(_ name: String, for caller: Caller) async throws -> Account { throw CalendarError(.accountNotFound, "") }
}
