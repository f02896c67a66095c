public import CalendarStore

/// Feed links: whoever knows the secret of one may read a calendar, or a part of it, without a login.
extension CalendarService {
    /// How many a calendar may have.
    static let feedLinkLimit = 100
    /// Characters of a comment.
    static let feedLinkCommentLimit = 200

    /// Makes a link to a calendar. For its owners only: the link shows what the owner sees, or the part of it that `view` leaves.
    ///
    /// - Returns: the link, and its secret: nothing can tell that again, since only its hash is stored.
    /// - Throws: `forbidden`; `invalidArgument` for a comment that is too long or holds control characters, and when there are too many links.
    public func makeFeedLink(
        to calendar: CalendarReference, view: FeedLink.View, comment: String, for caller: Caller
    ) async throws -> (link: FeedLink, secret: String, calendar: CalendarInfo) {
        let comment = try Self.checkedComment(comment)
        let secret = SecretWord.random()
        let (link, info) = try await write { writing in
            let info = try CalendarLookup(writing, for: caller).calendar(calendar)
            try info.requireOwner(reference: calendar)
            guard try writing.feedLinks(of: info.calendar.id).count < Self.feedLinkLimit else {
                throw CalendarError(
                    .invalidArgument, "A calendar has at most \(Self.feedLinkLimit) links; revoke one that nobody uses.",
                    limit: Self.feedLinkLimit)
            }
            let hash = SecretWord.hash(secret)
            return (try writing.insertFeedLink(calendar: info.calendar.id, secretHash: hash, view: view, comment: comment), info)
        }
        return (link, secret, info)
    }

    /// The links of a calendar, in order of making. For its owners only.
    public func feedLinks(of calendar: CalendarReference, for caller: Caller) async throws -> (calendar: CalendarInfo, links: [FeedLink]) {
        try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(calendar)
            try info.requireOwner(reference: calendar)
            return (info, try reading.feedLinks(of: info.calendar.id))
        }
    }

    /// The calendars of an account (login name as written, nil: the caller) that the caller owns, in order of creation, with their links.
    public func feedLinks(
        ofOwner owner: String?, for caller: Caller
    ) async throws -> [(calendar: CalendarInfo, links: [FeedLink])] {
        try await read { reading in
            let lookup = CalendarLookup(reading, for: caller)
            let account = try lookup.owner(owner)
            return try reading.calendars(of: account.id).map { lookup.info($0, ownedBy: account) }.filter(\.access.isOwner).map {
                ($0, try reading.feedLinks(of: $0.calendar.id))
            }
        }
    }

    /// Revokes a link: its secret is worth nothing from now on. For the owners of its calendar only.
    ///
    /// - Throws: `objectNotFound`, for a link of a calendar of others too.
    public func revokeFeedLink(_ id: Int64, for caller: Caller) async throws -> (link: FeedLink, calendar: CalendarInfo) {
        try await write { writing in
            let unknown = CalendarError(.objectNotFound, "There is no link \(id).")
            guard let link = try writing.feedLink(id) else { throw unknown }
            let info: CalendarInfo
            // Whoever may not see the calendar is told the same; what goes wrong in the store is another matter.
            do { info = try CalendarLookup(writing, for: caller).calendar(.id(link.calendar)) } catch is CalendarError { throw unknown }
            guard info.access.isOwner else { throw unknown }
            try writing.removeFeedLink(id)
            return (link, info)
        }
    }

    private static func checkedComment(_ text: String) throws -> String {
        let isBlank = { (character: Character) in character == " " }
        let comment = String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        guard comment.count <= feedLinkCommentLimit, comment.utf8.count <= 8 * feedLinkCommentLimit,
            comment.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw CalendarError(
                .invalidArgument, "A comment has at most \(feedLinkCommentLimit) characters and is one line.", limit: feedLinkCommentLimit)
        }
        return comment
    }
}
