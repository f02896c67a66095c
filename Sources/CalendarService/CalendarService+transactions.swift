import CalendarStore

/// Every transaction of the service, its failures in the service's words.
extension CalendarService {
    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReading) throws -> Result) async throws -> Result {
        try await translatingStoreErrors { try await store.read(body) }
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriting) throws -> Result) async throws -> Result {
        try refuseWhenReadOnly()
        return try await translatingStoreErrors { try await store.write(body) }
    }

    /// A write transaction that is a group of its own, for long work.
    func writeAlone<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriting) throws -> Result) async throws -> Result {
        try refuseWhenReadOnly()
        return try await translatingStoreErrors { try await store.writeAlone(body) }
    }

    /// A write transaction of sessions: they come and go while calendars are read-only too, and a loss of power may undo
    /// the newest that was not flushed: somebody has to log in again, or is logged in until the time-out.
    func writeSessions<Result: Sendable>(
        flushed: Bool = false, _ body: @escaping @Sendable (any StoreWriting) throws -> Result
    ) async throws -> Result {
        try await translatingStoreErrors { flushed ? try await store.write(body) : try await store.writeUnflushed(body) }
    }

    /// - Throws: `CalendarError.readOnly` during maintenance.
    public func refuseWhenReadOnly() throws {
        guard settings.isReadOnly else { return }
        throw CalendarError(.readOnly, "This server can only be read at the moment; changes are taken again later.")
    }
}
