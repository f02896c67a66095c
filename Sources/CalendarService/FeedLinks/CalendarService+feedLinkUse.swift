public import CalendarStore
import Logging

/// A feed link that was found by its secret.
public struct OpenedFeedLink: Sendable {
    public var link: FeedLink
    /// As whom the calendar is read: its owner.
    public var caller: Caller
}

extension CalendarService {
    /// Seconds after which another use of a link is recorded.
    static let feedLinkUseInterval: Int64 = 3600

    /// The link of a secret; nil for a secret of none, and while the owner's WebCal service is switched off. Mostly from memory.
    ///
    /// Records the use, at most once an hour and not flushed: a loss of power may undo the newest.
    public func openFeedLink(secret: String) async throws -> OpenedFeedLink? {
        try await translatingStoreErrors {
            let version = try await store.directoryVersion()
            let hash = SecretWord.hash(secret)
            var found = state.directory.feedLinks.value(hash, directoryVersion: version)
            if found == nil {
                found = try await store.read { reading in
                    guard let link = try reading.feedLink(secretHash: hash), let calendar = try reading.calendar(link.calendar),
                        let owner = try reading.account(calendar.owner), owner.isWebCalEnabled,
                        try reading.domains().first(where: { $0.id == owner.domain })?.isWebCalEnabled == true
                    else { return nil }
                    return OpenedFeedLink(link: link, caller: Caller(account: owner, domain: owner.domain))
                }
                if let found { state.directory.feedLinks.keep(found, for: hash, directoryVersion: version) }
            }
            guard var opened = found else { return nil }
            let now = clock.now()
            if now.microseconds - (opened.link.lastUsed?.microseconds ?? 0) >= Self.feedLinkUseInterval * 1_000_000 {
                opened.link.lastUsed = now
                // First, so that those who come meanwhile write nothing.
                state.directory.feedLinks.keep(opened, for: hash, directoryVersion: version)
                await recordUse(of: opened.link)
            }
            return opened
        }
    }

    /// In maintenance too: it changes no calendar. Nobody is refused a feed because its use could not be written down.
    private func recordUse(of link: FeedLink) async {
        do { try await store.writeUnflushed { try $0.touchFeedLink(link.id) } } catch {
            logger.warning("time of last use not recorded", metadata: ["link": "\(link.id)", "error": "\(error)"])
        }
    }
}
