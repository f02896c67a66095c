import CalendarStore

extension CalendarService {
    /// Looks a calendar up. `calendarNotFound` when it does not exist; rights are in the answer, not checked here. Mostly from memory.
    public func calendar(_ reference: CalendarReference, for caller: Caller) async throws -> CalendarInfo {
        try await translatingStoreErrors {
            if let known = try knownCalendar(reference, for: caller) { return known }
            let directoryVersion = try await store.directoryVersion()
            let key = Directory.Key(reference, for: caller)
            if let known = state.directory.entries.value(key, directoryVersion: directoryVersion),
                let calendar = try await store.currentCalendar(known.calendar)
            {
                return known.info(calendar, for: caller)
            }
            let info = try await store.read { try CalendarLookup($0, for: caller).calendar(reference) }
            state.directory.entries.keep(
                Directory.Entry(calendar: info.calendar.id, owner: info.owner), for: key, directoryVersion: directoryVersion)
            return info
        }
    }

    /// `calendar(_:for:)` when all of it is in memory; nil: ask that.
    func knownCalendar(_ reference: CalendarReference, for caller: Caller) throws -> CalendarInfo? {
        guard let version = try store.knownDirectoryVersion(),
            let known = state.directory.entries.value(Directory.Key(reference, for: caller), directoryVersion: version),
            let calendar = try store.knownCalendar(known.calendar)
        else { return nil }
        return known.info(calendar, for: caller)
    }

    /// Looks several up, each by itself found or not; few from memory, many in one transaction.
    public func calendars(_ references: [CalendarReference], for caller: Caller) async throws -> [Result<CalendarInfo, CalendarError>] {
        if references.count <= 16 {
            var found: [Result<CalendarInfo, CalendarError>] = []
            for reference in references {
                do {
                    found.append(.success(try await calendar(reference, for: caller)))
                } catch let error as CalendarError where error.code.isOfName {
                    found.append(.failure(error))
                }
            }
            return found
        }
        return try await read { reading in
            let lookup = CalendarLookup(reading, for: caller)
            return try references.map { reference in
                do {
                    return .success(try lookup.calendar(reference))
                } catch let error as CalendarError {
                    return .failure(error)
                }
            }
        }
    }

    /// All calendars of an account (login name as written, nil: the caller), in order of creation, rights computed, none left out.
    public func calendars(ofOwner owner: String?, for caller: Caller) async throws -> [CalendarInfo] {
        try await read { reading in
            let lookup = CalendarLookup(reading, for: caller)
            let account = try lookup.owner(owner)
            return try reading.calendars(of: account.id).map { lookup.info($0, ownedBy: account) }
        }
    }

    /// Finds the calendar that a path names: of all calendars whose name the segments begin with the longest, and the segments after it.
    ///
    /// One trailing `.ics` (any case) of the part that names the calendar is passed over when no calendar has the name with it. No segments
    /// mean the default calendar. Nil when no calendar's name begins the path; rights are in the answer, not checked here.
    /// - Parameters:
    ///   - owner: as written after `~`; nil: the caller.
    ///   - segments: decoded.
    /// - Throws: `accountNotFound` for an unknown owner.
    public func calendar(
        atPath segments: [String], ofOwner owner: String?, for caller: Caller
    ) async throws -> (calendar: CalendarInfo, rest: [String])? {
        if segments.isEmpty { return (try await calendar(.path(owner: owner, name: ""), for: caller), []) }
        let home = try await home(of: owner, for: caller)
        let segments = segments.map(CalendarName.normalized)
        for length in stride(from: segments.count, to: 0, by: -1) {
            let name = segments[..<length].joined(separator: "/")
            let stem = name.lowercased().hasSuffix(".ics") ? String(name.dropLast(4)) : nil
            if let id = home.calendars[name] ?? stem.flatMap({ home.calendars[$0] }) {
                return (try await calendar(.id(id), for: caller), Array(segments[length...]))
            }
        }
        return nil
    }

    private func home(of owner: String?, for caller: Caller) async throws -> Directory.Home {
        try await translatingStoreErrors {
            let directoryVersion = try await store.directoryVersion()
            let key = Directory.HomeKey(owner, for: caller)
            if let known = state.directory.homes.value(key, directoryVersion: directoryVersion) { return known }
            let home = try await store.read { reading in
                let account = try CalendarLookup(reading, for: caller).owner(owner)
                let names = try reading.calendars(of: account.id).map { ($0.name, $0.id) }
                return Directory.Home(owner: account, calendars: Dictionary(names) { first, _ in first })
            }
            state.directory.homes.keep(home, for: key, directoryVersion: directoryVersion)
            return home
        }
    }

    /// Calendars whose id, display name or owner contains, begins or ends with, or is a text, ignoring case, and whose properties the
    /// caller may read; by owner's name, then creation, at most `limit`.
    public func calendars(
        matching search: CalendarSearch, limit: Int, for caller: Caller
    ) async throws -> [CalendarInfo] {
        try await read { reading in
            let lookup = CalendarLookup(reading, for: caller)
            var found: [CalendarInfo] = []
            for account in try reading.accounts(in: nil) {
                for calendar in try reading.calendars(of: account.id) {
                    guard found.count < limit else { return found }
                    let info = lookup.info(calendar, ownedBy: account)
                    if info.access.mayReadProperties, search.matches(info) { found.append(info) }
                }
            }
            return found
        }
    }
}

extension CalendarError.Code {
    /// Whether a look-up says so of the name it was given, and not of the store.
    fileprivate var isOfName: Bool { [.calendarNotFound, .accountNotFound, .invalidCalendarName, .unauthenticated].contains(self) }
}
