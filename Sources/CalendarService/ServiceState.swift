/// What the service remembers between requests. Everything in it can be forgotten at any time.
final class ServiceState: Sendable {
    let directory = Directory()
    let sessions = SessionCache()
    let zoneTexts = ZoneTextCache()
    let linkless = LinklessCalendars()
    let records = RecordCache()
    let renderings: RenderingCache
    let objects: ObjectCache

    init(settings: ServiceSettings) {
        renderings = RenderingCache(limit: settings.renderingCacheSize)
        objects = ObjectCache(limit: settings.objectCacheSize)
    }
}
