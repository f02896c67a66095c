/// What the service remembers between requests. Everything in it can be forgotten at any time.
final class ServiceState: Sendable {
    let directory = Directory()
    let sessions = SessionCache()
}
