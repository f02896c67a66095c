import Synchronization

/// Zones by name: Olson names and aliases, CLDR Windows names, prefixed TZIDs (`/citadel.org/20250101_1/Europe/Berlin`). Caches what it has read.
///
/// Safe to use from any thread. A known name costs one look-up in a dictionary; caches are bounded, whatever names come in.
public final class TimeZoneRegistry: Sendable {
    private let provider: any TimeZoneProvider
    /// Every Olson name and alias, sorted.
    public let identifiers: [String]
    /// Olson names by their folded form, in which letter case and blanks do not count.
    private let identifiersByFoldedName: [String: String]
    private let caches = Mutex(Caches())

    private struct Caches {
        var identifiers = BoundedCache<String, String?>(limit: 4096)
        var rules = BoundedCache<String, ZoneRules?>(limit: 4096)
        var rulesByIdentifier = BoundedCache<String, ZoneRules>(limit: 2048)
        var rulesByDefinition = BoundedCache<Component, ZoneRules?>(limit: 1024)
        var histories = BoundedCache<String, ZoneHistory>(limit: 2048)
    }

    public init(provider: any TimeZoneProvider) {
        self.provider = provider
        identifiers = provider.identifiers.sorted()
        identifiersByFoldedName = Dictionary(identifiers.map { (Self.folded($0), $0) }) { first, _ in first }
    }

    /// Version of the zone data.
    public var version: String { provider.version }

    /// The Olson name that a TZID stands for, without any VTIMEZONE: itself, an alias, a Windows name, the longest ending that is a zone's name; nil if unknown.
    ///
    /// Names that spell out whole hours (`GMT+0200`) are `Etc` zones.
    public func identifier(for tzid: String) -> String? {
        if let known = caches.withLock({ $0.identifiers[tzid] }) { return known }
        let found = findIdentifier(TZID.comparable(tzid))
        caches.withLock { $0.identifiers[tzid] = found }
        return found
    }

    /// Rules by TZID as `identifier(for:)` understands it, and by the offset that it spells out (`GMT+0530`); nil if unknown.
    public func rules(for tzid: String) -> ZoneRules? {
        if let known = caches.withLock({ $0.rules[tzid] }) { return known }
        let found: ZoneRules?
        if let identifier = identifier(for: tzid) {
            found = rules(of: identifier)
            // A file that cannot be read now may be readable in a moment: only names that are none are remembered as such.
            guard found != nil else { return nil }
        } else {
            found = TZID.fixedOffset(TZID.comparable(tzid)).map { ZoneRules(fixedOffset: $0) }
        }
        caches.withLock { $0.rules[tzid] = found }
        return found
    }

    /// The rules that a VTIMEZONE defines, nil if nothing in it can be used. Calendars name the same few definitions again and again: evaluated once.
    public func rules(definedBy vtimezone: Component) -> ZoneRules? {
        if let known = caches.withLock({ $0.rulesByDefinition[vtimezone] }) { return known }
        let found = try? ZoneRules(vtimezone: vtimezone)
        // A copy of its own: the lines of a text share its storage, which a cache must not keep alive.
        let key = vtimezone.compacted()
        caches.withLock { $0.rulesByDefinition[key] = found }
        return found
    }

    private func rules(of identifier: String) -> ZoneRules? {
        if let known = caches.withLock({ $0.rulesByIdentifier[identifier] }) { return known }
        let found: ZoneRules
        if let bytes = provider.tzif(named: identifier), let rules = try? ZoneRules(tzif: bytes) {
            found = rules
        } else if Self.utcNames.contains(Self.folded(identifier)) {
            found = .utc
        } else {
            return nil
        }
        caches.withLock { $0.rulesByIdentifier[identifier] = found }
        return found
    }

    private static let utcNames: Set<String> = ["utc", "z", "gmt", "etc/utc", "etc/gmt", "zulu", "tzone://microsoft/utc"]
    /// Names that say only that the definition comes along.
    private static let customNames: Set<String> = ["customized_time_zone", "tzone://microsoft/custom"]

    private static func folded(_ name: String) -> String {
        String(decoding: name.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 == 0x20 ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }

    private func findIdentifier(_ name: String) -> String? {
        let folded = Self.folded(name)
        if let identifier = identifiersByFoldedName[folded] { return identifier }
        if Self.utcNames.contains(folded) { return identifiersByFoldedName["utc"] ?? "UTC" }
        if name.isEmpty || name.utf8.count > 512 || Self.customNames.contains(folded) { return nil }
        if let identifier = WindowsTimeZones.identifier(for: name), let known = identifiersByFoldedName[Self.folded(identifier)] {
            return known
        }
        // Outlook numbers definitions that differ: "W. Europe Standard Time 1".
        if let space = name.lastIndex(of: " "), !name[space...].dropFirst().isEmpty,
            name[space...].dropFirst().utf8.allSatisfy({ $0 &- 0x30 < 10 })
        {
            return findIdentifier(String(name[..<space]))
        }
        let isPrefixed = name.hasPrefix("/") || name.utf8.contains(UInt8(ascii: ":"))
        for ending in TZID.endings(of: name) where isPrefixed || ending.utf8.contains(UInt8(ascii: "/")) {
            if let identifier = identifiersByFoldedName[Self.folded(ending)] { return identifier }
        }
        if let offset = TZID.fixedOffset(name), offset.seconds % 3600 == 0 {
            let hours = offset.seconds / 3600
            return identifiersByFoldedName[hours == 0 ? "utc" : hours > 0 ? "etc/gmt-\(hours)" : "etc/gmt+\(-hours)"]
        }
        return nil
    }
}

extension TimeZoneRegistry {
    /// A VTIMEZONE for a zone, its TZID being `tzid` as given; nil for an unknown zone.
    ///
    /// Right from 1970 (or `start`, if earlier) to 2040 and beyond: rules for the current regime, RDATEs only where needed. With a
    /// `start` after 1970 it holds only what instants from `start` on need, which is short for most zones. The text depends on
    /// nothing but the zone data, `tzid` and which parts are needed, so equal needs give equal text.
    public func vtimezone(for tzid: String, coveringFrom start: Instant = Instant(seconds: 0)) -> Component? {
        guard let identifier = identifier(for: tzid) else {
            guard let offset = TZID.fixedOffset(TZID.comparable(tzid)) else { return nil }
            return ZoneHistory(fixedOffset: offset, name: tzid).vtimezone(tzid: tzid, location: nil, from: start)
        }
        let location = TZID.comparable(tzid) == identifier ? nil : identifier
        let beginsEarly = start.seconds < 0
        if !beginsEarly, let history = caches.withLock({ $0.histories[identifier] }) {
            return history.vtimezone(tzid: tzid, location: location, from: start)
        }
        let history: ZoneHistory
        if let bytes = provider.tzif(named: identifier), let file = try? TZifFile(bytes) {
            history = ZoneHistory(file, from: beginsEarly ? start.seconds : 0)
        } else if Self.utcNames.contains(Self.folded(identifier)) {
            history = ZoneHistory(fixedOffset: .zero, name: "UTC")
        } else {
            return nil
        }
        if !beginsEarly { caches.withLock { $0.histories[identifier] = history } }
        return history.vtimezone(tzid: tzid, location: location, from: start)
    }
}

/// A dictionary that forgets everything when it grows past its limit: names from outside cannot fill the memory.
private struct BoundedCache<Key: Hashable, Value> {
    private var entries: [Key: Value] = [:]
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    subscript(key: Key) -> Value? {
        get { entries[key] }
        set {
            if entries.count >= limit, entries[key] == nil { entries.removeAll(keepingCapacity: true) }
            entries[key] = newValue
        }
    }
}
