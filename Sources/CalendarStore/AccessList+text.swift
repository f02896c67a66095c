/// Access lists in WCAP's words: `who^what^how^grant`, entries joined by `;`, any letter case (`spec/wcap.md` 7.5).
extension AccessList {
    /// Reads a list; empty entries are skipped. Nil when an entry has no meaning.
    public init?(_ text: some StringProtocol) {
        var entries: [AccessEntry] = []
        for part in text.split(separator: ";") {
            guard let entry = AccessEntry(part) else { return nil }
            entries.append(entry)
        }
        self.init(entries)
    }

    /// The list in WCAP's words.
    public var text: String { entries.map(\.text).joined(separator: ";") }
}

extension AccessEntry {
    /// Reads one entry. A missing grant is a grant; nil for an unknown `what`, letter or grant, and for an empty `who`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "^", omittingEmptySubsequences: false).map { $0.lowercased() }
        guard 3...4 ~= parts.count, let who = Who(lowercased: parts[0]), let what = What(rawValue: parts[1]),
            let rights = AccessRights(letters: parts[2])
        else { return nil }
        switch parts.count == 4 ? parts[3] : "" {
        case "g", "": self.init(who, what, rights)
        case "d": self.init(who, what, rights, isGranted: false)
        default: return nil
        }
    }

    /// The entry in WCAP's words.
    public var text: String { "\(who.text)^\(what.rawValue)^\(rights.letters)^\(isGranted ? "g" : "d")" }
}

extension AccessEntry.Who {
    fileprivate init?(lowercased text: String) {
        switch text {
        case "": return nil
        case "@": self = .everybody
        case "@@p": self = .primaryOwner
        case "@@o": self = .owners
        case "@@n": self = .nonOwners
        case "@@d": self = .ownersDomain
        default:
            if text.hasPrefix("@@") { return nil }
            self = text.hasPrefix("@") ? .domain(String(text.dropFirst())) : .user(text)
        }
    }

    /// The principal in WCAP's words.
    public var text: String {
        switch self {
        case .user(let name): name
        case .domain(let name): "@" + name
        case .everybody: "@"
        case .primaryOwner: "@@p"
        case .owners: "@@o"
        case .nonOwners: "@@n"
        case .ownersDomain: "@@d"
        }
    }
}

extension AccessRights {
    private static let byLetter: [(letter: Character, right: AccessRights)] = [
        ("r", .read), ("w", .write), ("d", .delete), ("s", .schedule), ("f", .freeBusy), ("l", .lookup), ("e", .replyOnBehalf),
        ("i", .inviteOnBehalf), ("c", .cancelOnBehalf), ("z", .administer),
    ]

    /// Every right there is.
    public static let all = byLetter.reduce(into: AccessRights()) { $0.insert($1.right) }

    /// Reads letters in lower case; nil for an unknown one.
    public init?(letters: some StringProtocol) {
        self = []
        for letter in letters {
            guard let entry = Self.byLetter.first(where: { $0.letter == letter }) else { return nil }
            insert(entry.right)
        }
    }

    /// The letters of these rights in WCAP's order.
    public var letters: String { String(Self.byLetter.lazy.filter { contains($0.right) }.map(\.letter)) }
}
