public import CalendarStore
public import ICalendar
public import NIOCore

/// A whole calendar as one VCALENDAR, with its validators.
public struct Rendering: Sendable {
    /// The text; shares its storage with the cache and goes to the socket without a copy.
    public var octets: ByteBuffer
    /// Strong, unquoted.
    public var etag: String
    public var lastModified: Timestamp
    public var calendar: CalendarInfo
    /// The name under which a client saves it, without extension.
    public var fileName: String
    /// To be kept until it is sent; nil for one from the cache.
    public var size: AnswerSize?

    public init(
        octets: ByteBuffer, etag: String, lastModified: Timestamp, calendar: CalendarInfo, fileName: String, size: AnswerSize? = nil
    ) {
        self.octets = octets
        self.etag = etag
        self.lastModified = lastModified
        self.calendar = calendar
        self.fileName = fileName
        self.size = size
    }
}

/// For whom a calendar is rendered; part of the cache key and of the ETag.
public enum RenderingEndpoint: Hashable, Sendable {
    case calendarData
    /// With X-WR-CALNAME, REFRESH-INTERVAL and X-PUBLISHED-TTL.
    case webCal
}

extension CalendarService {
    /// Validators of a rendering without making it; answered from memory while nothing changed. Needs read.
    public func contentState(
        of calendar: CalendarReference, endpoint: RenderingEndpoint, restrictedTo restriction: FeedLink.View = .full, for caller: Caller
    ) async throws -> (ContentState, CalendarInfo) {
        let info = try await self.calendar(calendar, for: caller)
        try info.require(.read, reference: calendar)
        let links = try await linkedViews(in: info, for: caller)
        let key = RenderingKey(info, endpoint: endpoint, restrictedTo: restriction, links: links)
        return (contentState(of: info, key: key), info)
    }

    /// `contentState(of:endpoint:for:)` when nothing has to be read for it; nil: ask that, for an error too.
    public func knownContentState(of calendar: CalendarReference, endpoint: RenderingEndpoint, for caller: Caller) -> ContentState? {
        known(calendar, endpoint: endpoint, for: caller).map { contentState(of: $0.info, key: $0.key) }
    }

    /// `rendering(of:endpoint:for:)` when it is in the cache; nil: ask that, for an error too.
    public func knownRendering(of calendar: CalendarReference, endpoint: RenderingEndpoint, for caller: Caller) -> Rendering? {
        guard let (info, key) = known(calendar, endpoint: endpoint, for: caller), let octets = state.renderings.octets(key) else {
            return nil
        }
        return rendering(octets, key, info)
    }

    private func known(
        _ calendar: CalendarReference, endpoint: RenderingEndpoint, for caller: Caller
    ) -> (info: CalendarInfo, key: RenderingKey)? {
        guard let info = try? knownCalendar(calendar, for: caller), (try? info.require(.read, reference: calendar)) != nil,
            state.linkless.holds(info.calendar)
        else { return nil }
        return (info, RenderingKey(info, endpoint: endpoint, links: []))
    }

    func contentState(of info: CalendarInfo, key: RenderingKey) -> ContentState {
        ContentState(exists: true, etag: key.etag(epoch: store.epoch, zoneVersion: zones.version), lastModified: info.calendar.lastModified)
    }

    /// The whole calendar, from the bounded cache or made now. Needs read.
    ///
    /// - Parameter restriction: the part of it that leaves, for a caller who sees all of it.
    public func rendering(
        of calendar: CalendarReference, endpoint: RenderingEndpoint, restrictedTo restriction: FeedLink.View = .full, for caller: Caller
    ) async throws -> Rendering {
        let info = try await self.calendar(calendar, for: caller)
        try info.require(.read, reference: calendar)
        let links = try await linkedViews(in: info, for: caller)
        let key = RenderingKey(info, endpoint: endpoint, restrictedTo: restriction, links: links)
        if let octets = state.renderings.octets(key) { return rendering(octets, key, info) }
        let made = try await state.renderings.make(key) {
            try await render(info.calendar.id, endpoint: endpoint, restrictedTo: restriction, for: caller)
        }
        // Made for somebody with the same view: the calendar is the same, the rights are this caller's.
        return rendering(
            made.octets, made.key,
            CalendarInfo(calendar: made.info.calendar, owner: info.owner, access: info.access, isDefault: info.isDefault),
            size: made.size)
    }

    private func rendering(_ octets: ByteBuffer, _ key: RenderingKey, _ info: CalendarInfo, size: AnswerSize? = nil) -> Rendering {
        Rendering(
            octets: octets, etag: key.etag(epoch: store.epoch, zoneVersion: zones.version), lastModified: info.calendar.lastModified,
            calendar: info, fileName: key.view == .busy ? CalendarLines.busyName : info.calendar.fileName, size: size
        )
    }

    private func render(
        _ id: CalendarID, endpoint: RenderingEndpoint, restrictedTo restriction: FeedLink.View, for caller: Caller
    ) async throws -> RenderingCache.Made {
        let size = answerSize()
        return try await read { reading in
            let lookup = CalendarLookup(reading, for: caller)
            let info = try lookup.calendar(.id(id))
            let links = try lookup.linkedViews(in: info)
            let key = RenderingKey(info, endpoint: endpoint, restrictedTo: restriction, links: links)
            var assembler = CalendarAssembler(
                ObjectReader(reading, service: self), expectedSize: try reading.size(of: id).octets
            )
            try reading.forEachObject(in: id) { stored in
                try assembler.add(stored, as: key.view, in: info)
                try size.grow(to: assembler.octetCount)
                return true
            }
            try assembler.add(links, as: key.view, in: info)
            let lines = CalendarLines.text(
                of: info.calendar, endpoint: endpoint, refreshInterval: settings.feedRefreshInterval, isWordless: key.view == .busy)
            return RenderingCache.Made(key: key, octets: assembler.finish(lines: lines), info: info, size: size)
        }
    }

    /// Only the objects with an instance in the range; not cached, no validators.
    public func rendering(
        of calendar: CalendarReference, overlapping range: Range<Instant>, for caller: Caller
    ) async throws -> [UInt8] {
        let size = answerSize()
        return try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(calendar)
            try info.require(.read, reference: calendar)
            let reader = ObjectReader(reading, service: self)
            let floating = info.floatingZone(zones)
            var assembler = CalendarAssembler(reader, expectedSize: 0)
            try reading.forEachObject(in: info.calendar.id, overlapping: range, includingUndated: false) { stored in
                let view = try reader.view(stored, for: info, floating: floating)
                let hits = view.expansion.occurrences(overlapping: range, limit: 1)
                // An expansion that gave up may have missed one: then the object stays in.
                if !hits.list.isEmpty || !hits.isComplete { try assembler.add(stored, isStripped: view.isStripped) }
                try size.grow(to: assembler.octetCount)
                return true
            }
            let text = assembler.finish(lines: CalendarLines.text(of: info.calendar, endpoint: .calendarData, refreshInterval: 0))
            return Array(text.readableBytesView)
        }
    }
}
