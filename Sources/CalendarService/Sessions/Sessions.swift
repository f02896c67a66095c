public import CalendarStore

extension CalendarService {
    /// Opens a WCAP session and returns its id: 26 characters of `[a-z0-9]` from the system's random source, stored hashed.
    public func openSession(for account: Account, actingAdministrator: AccountID?, address: String) async throws -> String { "" }

    /// The session of an id and its account; nil if unknown or unused for longer than the time-out. Extends it (written at most once a minute). Mostly from memory.
    public func session(id: String, extending: Bool) async throws -> (session: Session, account: Account)? { nil }

    /// Ends a session; unknown ids are no error.
    public func closeSession(id: String) async throws {}

    /// Ends all sessions that match (all given conditions), returns how many.
    public func closeSessions(where matches: @escaping @Sendable (Session, Account) -> Bool) async throws -> Int { 0 }
}
