import CalendarStore
import ICalendar

/// Links as protocols see them that know objects by name: each linked UID is one read-only object of the calendar that shows it.
extension CalendarService {
    /// What links show in a calendar, in order of the links: one view a UID, with the resource name and ETag it has there. Needs read.
    ///
    /// From memory for the many calendars without links.
    public func linkedObjects(in info: CalendarInfo, for caller: Caller) async throws -> [ObjectView] {
        if try await linkedViews(in: info, for: caller).isEmpty { return [] }
        return try await read { reading in
            let lookup = CalendarLookup(reading, for: caller)
            let info = try lookup.calendar(.id(info.calendar.id))
            try info.require(.read, reference: .id(info.calendar.id))
            return try lookup.linkedObjects(in: info, service: self)
        }
    }

    /// The linked object of a resource name; nil if there is none.
    public func linkedObject(named resourceName: String, in info: CalendarInfo, for caller: Caller) async throws -> ObjectView? {
        guard LinkedObjectName.mayBe(resourceName), info.access.mayRead else { return nil }
        return try await linkedObjects(in: info, for: caller).first { $0.record.resourceName == resourceName }
    }
}

extension CalendarLookup {
    /// As `CalendarService.linkedObjects`. An own object with the UID or the name of a linked one hides it.
    func linkedObjects(in info: CalendarInfo, service: CalendarService) throws -> [ObjectView] {
        let links = try linkedViews(in: info)
        guard !links.isEmpty else { return [] }
        let reader = ObjectReader(reading, service: service)
        let floating = info.floatingZone(service.zones)
        var views: [ObjectView] = []
        var seen: Set<String> = []
        for first in links where seen.insert(first.link.uid).inserted {
            let name = LinkedObjectName.text(first.link)
            guard try reading.objectRecord(resourceName: name, in: info.calendar.id) == nil else { continue }
            let same = links.filter { $0.link.uid == first.link.uid && $0.link.source == first.link.source }
            let whole = same.first { $0.link.isWhole }
            var shown: (stored: StoredObject, object: CalendarObject, zones: [ZoneText])?
            for link in whole.map({ [$0] }) ?? same {
                guard let part = try reader.linked(link, in: info) else { continue }
                if shown == nil { shown = part } else { shown?.object.components += part.object.components }
            }
            guard let shown else { continue }
            var record = shown.stored.record
            record.resourceName = name
            record.etag = LinkedObjectName.etag(record.etag, isStripped: first.isStripped, instances: whole == nil ? same : [])
            views.append(
                reader.view(
                    record, etag: record.etag, isStripped: first.isStripped, object: shown.object, zones: shown.zones, floating: floating,
                    linkedFrom: first.link.source))
        }
        return views
    }
}

extension Link {
    /// All of an item, not one instance.
    var isWhole: Bool { recurrenceID?.isEmpty != false || recurrenceID == "0" }
}

/// Names and ETags of linked objects.
enum LinkedObjectName {
    private static let prefix = "linked-"

    static func mayBe(_ resourceName: String) -> Bool { resourceName.hasPrefix(prefix) }

    static func text(_ link: Link) -> String {
        prefix + Hexadecimal.text(of: SecureHash.octets(of: Array("\(link.source.rawValue)\u{0}\(link.uid)".utf8)).prefix(13)) + ".ics"
    }

    /// Another than the object's own: the text is made for the calendar that shows it.
    static func etag(_ etag: String, isStripped: Bool, instances: [LinkedView]) -> String {
        let parts = [etag, isStripped ? "s" : "f"] + instances.map { $0.link.recurrenceID ?? "" }
        return Hexadecimal.text(of: SecureHash.octets(of: Array(parts.joined(separator: "\u{0}").utf8)).prefix(16))
    }
}
