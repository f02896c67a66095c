import CalendarStore

/// Every transaction of the service, its failures in the service's words.
extension CalendarService {
    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReading) throws -> Result) async throws -> Result {
        try await translatingStoreErrors { try await store.read(body) }
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriting) throws -> Result) async throws -> Result {
        try await translatingStoreErrors { try await store.write(body) }
    }

    /// A write transaction that is a group of its own, for long work.
    func writeAlone<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriting) throws -> Result) async throws -> Result {
        try await translatingStoreErrors { try await store.writeAlone(body) }
    }
}
