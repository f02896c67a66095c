import CalendarService
import CalendarStore
import ICalendar

/// One run of a command: the request, who asks, and everything the command may use.
struct Call: Sendable {
    let environment: WCAPEnvironment
    let command: any Command
    let request: CommandRequest
    let format: OutputFormat
    let caller: Caller
    /// The id as sent, and the session behind it.
    let sessionID: String?
    let session: Session?
    /// Logged in as `anonymous`.
    let isAnonymous: Bool
    let answerSize: AnswerSize

    var parameters: Parameters { request.parameters }
    var service: CalendarService { environment.service }
    var settings: WCAPSettings { environment.settings }
    var now: Timestamp { service.clock.now() }

    /// The account that asks.
    ///
    /// - Throws: errno 75 for `anonymous`, 1 for nobody.
    func account() throws -> Account {
        if let account = caller.account { return account }
        throw isAnonymous ? WCAPErrno.anonymousNotAllowed : WCAPErrno.loginFailed
    }

    /// The number for an error, in the words of this command. Nobody is asked to log in before being told that a right is missing.
    func errno(for error: any Error) -> WCAPErrno {
        let errno = WCAPErrno(error, failure: command.failure, kind: command.kind)
        return errno == .accessDeniedToCalendar && caller.account == nil && !isAnonymous ? .loginFailed : errno
    }

    // MARK: Calendars

    /// The calendars named by `calid`, or the caller's default calendar.
    func calendarReferences() throws -> [(calid: String, reference: CalendarReference)] {
        if let calids = parameters.list(.calid), !calids.isEmpty { return calids.map { ($0, .calid($0)) } }
        if isAnonymous { throw WCAPErrno.calidNotSpecified }
        return [(calid(of: try account()), .calid(""))]
    }

    /// The one calendar named by `calid` (the first of several), or the caller's default calendar.
    func calendarReference() throws -> CalendarReference {
        guard let first = try calendarReferences().first else { throw WCAPErrno.calidNotSpecified }
        return first.reference
    }

    /// Runs a closure for each calendar of the request; what fails becomes the number of that calendar's block and spoils no other.
    func answerPerCalendar(
        needs right: @Sendable (CalendarAccess) -> Bool = { $0.mayRead }, showsDeniedName: Bool = true,
        _ body: (CalendarInfo) async throws -> AnswerBlock
    ) async throws -> Answer {
        let references = try calendarReferences()
        return Answer(try await blocks(for: references, needs: right, showsDeniedName: showsDeniedName, body))
    }

    func blocks(
        for references: [(calid: String, reference: CalendarReference)], needs right: @Sendable (CalendarAccess) -> Bool,
        showsDeniedName: Bool = true, _ body: (CalendarInfo) async throws -> AnswerBlock
    ) async throws -> [AnswerBlock] {
        let found = try await service.calendars(references.map(\.reference), for: caller)
        var blocks: [AnswerBlock] = []
        var size = 0
        for (index, reference) in references.enumerated() {
            // Thousands of calendars take a while, and a server that stops does not wait for them.
            try Task.checkCancellation()
            var block: AnswerBlock
            switch index < found.count ? found[index] : .failure(CalendarError(.calendarNotFound, "")) {
            case .failure(let error): block = AnswerBlock(errno: errno(for: error))
            case .success(let info):
                do {
                    guard right(info.access) else { throw WCAPErrno.accessDeniedToCalendar }
                    guard !info.calendar.properties.isDisabled || caller.overridesAccess else { throw WCAPErrno.calendarDisabled }
                    block = try await body(info)
                } catch {
                    block = AnswerBlock(errno: errno(for: error))
                    if showsDeniedName { block.properties = calendarProperties(of: info).identity }
                }
                if let address = mailAddress(reference.calid) { block.properties.insert(Property(XToken.email, text: address), at: 0) }
                block.calid = calid(of: info)
            }
            if block.calid.isEmpty { block.calid = reference.calid }
            size += block.size
            try answerSize.grow(to: size)
            blocks.append(block)
        }
        return blocks
    }

    /// The address of a calid of the form `mailto:jdoe@example.com`.
    private func mailAddress(_ calid: String) -> String? {
        calid.lowercased().hasPrefix("mailto:") ? String(calid.dropFirst("mailto:".count)) : nil
    }

    func calendarProperties(of info: CalendarInfo) -> CalendarPropertyList {
        CalendarPropertyList(info: info, calid: calid(of: info), caller: caller, zones: service.zones)
    }

    // MARK: Names

    /// An account's name as the caller writes it: without the domain if it is the caller's own.
    func userID(of account: Account) -> String {
        account.domain == caller.domain || caller.domain == nil ? account.name : "\(account.name)@\(account.domainName)"
    }

    /// Calid of an account's default calendar.
    func calid(of account: Account) -> String { userID(of: account) }

    /// Canonical calid: the owner's name for the default calendar, `owner:tail` for others.
    func calid(of info: CalendarInfo) -> String {
        info.isDefault ? calid(of: info.owner) : "\(userID(of: info.owner)):\(info.calendar.calidTail)"
    }

    // MARK: Zones

    /// Olson name of the zone of local times in this request when it names none: the caller's, or the server's.
    var standardTimeZone: String {
        if let name = caller.account?.timeZone, name != "UTC", let known = service.zones.identifier(for: name) { return known }
        return service.zones.identifier(for: settings.timeZone) ?? "UTC"
    }

    /// The zone of `tzid`, or the standard one.
    ///
    /// - Throws: the command's number for an unknown zone.
    func requestZone() throws -> ZoneRules {
        guard let tzid = parameters.word(.timeZone) else { return service.zones.rules(for: standardTimeZone) ?? .utc }
        guard let rules = service.zones.rules(for: tzid) else { throw command.badTimeZone }
        return rules
    }

    /// How times are written: in the zone of `tzidout`, or in UTC.
    ///
    /// - Throws: the command's number for an unknown zone.
    func outputTime() throws -> WireTime {
        guard let tzid = parameters.word(.outputTimeZone) else { return WireTime() }
        guard let rules = service.zones.rules(for: tzid) else { throw command.badTimeZone }
        guard tzid.uppercased() != "UTC" else { return WireTime() }
        return WireTime(zone: rules, name: service.zones.identifier(for: tzid) ?? tzid)
    }

    /// `dtstart` and `dtend` as a range, open where they are 0 or missing.
    ///
    /// - Throws: the command's failure number for an unreadable time or zone, or an end before the start.
    func range() throws -> Range<Instant> {
        let zone = try requestZone()
        let start = try time(.start)?.instant(in: zone) ?? .distantPast
        let end = try time(.end)?.instant(in: zone) ?? .distantFuture
        guard start <= end else { throw command.failure }
        return start..<end
    }

    /// The same for what is shown: an instant instead of a range (`dtstart` and `dtend` are equal) means what takes place then.
    func shownRange() throws -> Range<Instant> {
        let range = try range()
        return range.isEmpty ? range.lowerBound..<range.lowerBound.advanced(bySeconds: 1) : range
    }

    /// A time parameter; nil when it was not sent.
    ///
    /// - Throws: the command's failure number when it is unreadable.
    func time(_ name: ParameterName) throws -> TimeParameter? {
        guard let text = parameters.text(name) else { return nil }
        do { return try TimeParameter(text) } catch { throw command.failure }
    }

    /// Items of `rid`; `0` is nil.
    ///
    /// - Throws: the command's failure number for an unreadable one or an unknown zone.
    func recurrenceID(_ text: String) throws -> DateTimeValue? {
        let time: TimeParameter
        do { time = try TimeParameter(text) } catch { throw command.failure }
        switch time {
        case .unset: return nil
        case .date(let date): return .date(date)
        case .utc(let local): return .utc(local)
        case .local(let local):
            guard let tzid = parameters.word(.timeZone) else { return .floating(local) }
            guard let rules = service.zones.rules(for: tzid) else { throw command.badTimeZone }
            return .utc(rules.instant(of: local).utc)
        }
    }
}
