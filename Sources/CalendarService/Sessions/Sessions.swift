public import CalendarStore

extension CalendarService {
    /// Opens a WCAP session and returns its id: 26 characters of `[a-z0-9]` from the system's random source, stored hashed.
    public func openSession(for account: Account, actingAdministrator: AccountID?, address: String) async throws -> String {
        let id = SecretWord.random()
        let now = clock.now()
        let session = Session(
            idHash: SecretWord.hash(id), account: account.id, actingAdministrator: actingAdministrator, address: address, created: now,
            lastUsed: now
        )
        try await writeSessions { try $0.insert(session) }
        state.sessions.keep(session, confirmed: now)
        return id
    }

    /// The session of an id and its account; nil if unknown or unused for longer than the time-out. Extends it (written at most once a minute). Mostly from memory.
    public func session(id: String, extending: Bool) async throws -> (session: Session, account: Account)? {
        let hash = SecretWord.hash(id)
        let now = clock.now()
        guard var session = try await knownSession(hash, now: now) else { return nil }
        guard now.microseconds - session.lastUsed.microseconds <= settings.sessionTimeout * 1_000_000 else {
            try await closeSession(hash)
            return nil
        }
        guard let account = try await account(session.account) else { return nil }
        if extending, now.microseconds - session.lastUsed.microseconds >= 60_000_000 {
            session.lastUsed = now
            try await writeSessions { try $0.touchSession(hash, lastUsed: now) }
            state.sessions.keep(session, confirmed: now)
        }
        return (session, account)
    }

    private func knownSession(_ hash: Digest, now: Timestamp) async throws -> Session? {
        if let entry = state.sessions.entry(hash), now.microseconds - entry.confirmed.microseconds < 10_000_000 { return entry.session }
        guard let session = try await read({ try $0.session(idHash: hash) }) else {
            state.sessions.forget(hash)
            return nil
        }
        state.sessions.keep(session, confirmed: now)
        return session
    }

    /// Ends a session; unknown ids are no error.
    public func closeSession(id: String) async throws { try await closeSession(SecretWord.hash(id)) }

    private func closeSession(_ hash: Digest) async throws {
        state.sessions.forget(hash)
        try await writeSessions { try $0.removeSession(hash) }
        state.sessions.forget(hash)
    }

    /// The sessions that are alive, with their accounts, oldest first.
    public func sessions() async throws -> [(session: Session, account: Account)] {
        let oldest = Timestamp(microseconds: clock.now().microseconds - settings.sessionTimeout * 1_000_000)
        return try await read { reading in
            try reading.sessions().filter { $0.lastUsed >= oldest }.compactMap { session in
                try reading.account(session.account).map { (session, $0) }
            }
        }.sorted { $0.0.created < $1.0.created }
    }

    /// Ends all sessions that match (all given conditions), returns how many.
    public func closeSessions(where matches: @escaping @Sendable (Session, Account) -> Bool) async throws -> Int {
        // Whoever throws others out wants them to stay out.
        let closed = try await writeSessions(flushed: true) { writing in
            var closed: [Digest] = []
            for session in try writing.sessions() {
                guard let account = try writing.account(session.account), matches(session, account) else { continue }
                try writing.removeSession(session.idHash)
                closed.append(session.idHash)
            }
            return closed
        }
        closed.forEach(state.sessions.forget)
        return closed.count
    }

    /// Forgets sessions whose time-out has passed; returns how many.
    @discardableResult
    public func removeExpiredSessions() async throws -> Int {
        let oldest = Timestamp(microseconds: clock.now().microseconds - settings.sessionTimeout * 1_000_000)
        return try await writeSessions { try $0.removeSessions(lastUsedBefore: oldest) }
    }
}
