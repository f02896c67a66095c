import CalendarStore

/// What the service remembers between requests. Everything in it can be forgotten at any time.
final class ServiceState: Sendable {
    let directory = Directory()
    let sessions = SessionCache()
    let zoneTexts = ZoneTextCache()
    let definitions = KnownDefinitions()
    let linkless = LinklessCalendars()
    let records = RecordCache()
    let selections = SelectionCache()
    let recentChanges = RecentChanges()
    let answers = AnswerRoom()
    let renderings: RenderingCache
    let objects: ObjectCache

    init(settings: ServiceSettings) {
        renderings = RenderingCache(limit: settings.renderingCacheSize)
        objects = ObjectCache(limit: settings.objectCacheSize)
    }

    /// Forgets the rows of a calendar: they changed without a change of its revision.
    func forgetRecords(of calendar: CalendarID) {
        records.forget(calendar)
        selections.forget(calendar)
    }
}
