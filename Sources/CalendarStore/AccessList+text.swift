/// Why a text is no access list.
public struct AccessListError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The entry at fault, as written.
    public var entry: String
    public var reason: String

    public init(entry: String, reason: String) {
        self.entry = entry
        self.reason = reason
    }

    public var description: String { "access list entry \"\(entry)\": \(reason)" }
}

extension AccessList {
    /// Reads entries `who^what^how^grant` joined by `;` (`spec/wcap.md` 7.5); empty ones are skipped, letters are taken in either case.
    public init(text: String) throws(AccessListError) {
        var entries: [AccessEntry] = []
        for part in text.split(separator: ";") where !part.allSatisfy(\.isWhitespace) {
            entries.append(try AccessEntry(text: String(part)))
        }
        self.init(entries)
    }

    /// Reads a list; nil when an entry has no meaning.
    public init?(_ text: some StringProtocol) {
        guard let list = try? AccessList(text: String(text)) else { return nil }
        self = list
    }

    /// The entries as `who^what^how^grant` joined by `;`.
    public var text: String { entries.map(\.text).joined(separator: ";") }
}

extension AccessEntry {
    /// Reads one entry `who^what^how^grant`; a missing grant means `g`.
    ///
    /// In a name, `=3B`, `=5E` and `=3D` stand for `;`, `^` and `=`.
    public init(text: String) throws(AccessListError) {
        let fields = text.split(separator: "^", omittingEmptySubsequences: false)
        guard fields.count == 3 || fields.count == 4 else {
            throw AccessListError(entry: text, reason: "must be who^what^how^grant")
        }
        guard let who = Who(text: String(fields[0])) else {
            throw AccessListError(entry: text, reason: "\"\(fields[0])\" names nobody: a user, @domain, @, @@p, @@o, @@n or @@d")
        }
        guard let what = What(rawValue: fields[1].lowercased()) else {
            throw AccessListError(entry: text, reason: "what must be c, p or a, not \"\(fields[1])\"")
        }
        guard let rights = AccessRights(letters: fields[2].lowercased()) else {
            throw AccessListError(entry: text, reason: "how must be letters of \(AccessRights.all.letters), not \"\(fields[2])\"")
        }
        switch fields.count == 4 ? fields[3].lowercased() : "" {
        case "", "g": self.init(who, what, rights, isGranted: true)
        case "d": self.init(who, what, rights, isGranted: false)
        default: throw AccessListError(entry: text, reason: "grant must be g or d, not \"\(fields[3])\"")
        }
    }

    /// Reads one entry; nil when it has no meaning.
    public init?(_ text: some StringProtocol) {
        guard let entry = try? AccessEntry(text: String(text)) else { return nil }
        self = entry
    }

    /// The entry as `who^what^how^grant`.
    public var text: String { "\(who.text)^\(what.rawValue)^\(rights.letters)^\(isGranted ? "g" : "d")" }
}

extension AccessEntry.Who {
    /// Reads `user`, `user@domain`, `@domain`, `@`, `@@p`, `@@o`, `@@n`, `@@d`; nil for the empty text and other `@@…`.
    public init?(text: String) {
        let text = text.lowercased()
        switch text {
        case "": return nil
        case "@": self = .everybody
        case "@@p": self = .primaryOwner
        case "@@o": self = .owners
        case "@@n": self = .nonOwners
        case "@@d": self = .ownersDomain
        default:
            if text.hasPrefix("@@") { return nil }
            self = text.hasPrefix("@") ? .domain(Self.unescape(text.dropFirst())) : .user(Self.unescape(text[...]))
        }
    }

    /// The principal in WCAP's words.
    public var text: String {
        switch self {
        case .user(let name): Self.escape(name)
        case .domain(let name): "@" + Self.escape(name)
        case .everybody: "@"
        case .primaryOwner: "@@p"
        case .owners: "@@o"
        case .nonOwners: "@@n"
        case .ownersDomain: "@@d"
        }
    }

    private static func escape(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == 0x3B || $0 == 0x5E || $0 == 0x3D }) else { return name }
        var escaped = ""
        for character in name.unicodeScalars {
            switch character {
            case ";": escaped += "=3b"
            case "^": escaped += "=5e"
            case "=": escaped += "=3d"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }

    private static func unescape(_ text: Substring) -> String {
        guard text.utf8.contains(0x3D) else { return String(text) }
        var name = ""
        var rest = text.unicodeScalars[...]
        while let first = rest.first {
            if first == "=", let character = escapes.first(where: { rest.dropFirst().starts(with: $0.code.unicodeScalars) })?.character {
                name.unicodeScalars.append(character)
                rest = rest.dropFirst(3)
            } else {
                name.unicodeScalars.append(first)
                rest = rest.dropFirst()
            }
        }
        return name
    }

    private static let escapes: [(code: String, character: Unicode.Scalar)] = [("3b", ";"), ("5e", "^"), ("3d", "=")]
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
