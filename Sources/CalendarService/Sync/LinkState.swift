import CalendarStore

/// What links showed in a calendar when a sync token was made. Links change without an entry in the calendar's log, by a change or a right in
/// another calendar: the token itself tells whether its holder has seen what is there.
struct LinkState: Hashable {
    /// Digest of the names.
    var names: String
    /// Digest of names and ETags.
    var contents: String
    /// Linked objects that were reported so far, in order; nil: all.
    var position: Int?

    /// nil without links.
    init?(_ linked: [ResourceChange], position: Int? = nil) {
        guard !linked.isEmpty else { return nil }
        func digest(_ parts: [String]) -> String {
            Hexadecimal.text(of: SecureHash.octets(of: Array(parts.joined(separator: "\u{0}").utf8)).prefix(8))
        }
        names = digest(linked.map(\.resourceName))
        contents = digest(linked.map { $0.resourceName + "\u{0}" + ($0.etag ?? "") })
        self.position = position
    }

    /// Reads what `text` wrote.
    init?(_ text: Substring) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard 2...3 ~= parts.count, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        (names, contents) = (String(parts[0]), String(parts[1]))
        guard parts.count == 3 else { return }
        guard let position = Int(parts[2]), position >= 0 else { return nil }
        self.position = position
    }

    var text: String { [names, contents].joined(separator: "-") + (position.map { "-\($0)" } ?? "") }
}

extension LinkState? {
    /// Which of the linked objects somebody with this state has not seen; nil when some that were seen are there no more, or may be so.
    func unseen(of linked: [ResourceChange]) -> ArraySlice<ResourceChange>? {
        guard let self else { return linked[...] }
        guard let now = LinkState(linked), now.names == self.names else { return nil }
        if now.contents != self.contents { return linked[...] }
        return linked.dropFirst(self.position ?? linked.count)
    }
}
