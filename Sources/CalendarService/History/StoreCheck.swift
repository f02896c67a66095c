import CalendarStore
import ICalendar

extension CalendarService {
    /// Recomputes every derived column from the texts; returns what did not agree, in plain words. Changes nothing.
    public func check() async throws -> [String] {
        try await read { reading in
            let reader = ObjectReader(reading, service: self)
            var builder = ObjectBuilder(registry: zones)
            var faults: [String] = []
            for calendar in try reading.allCalendars() {
                let owner = try reading.account(calendar.owner)?.name ?? "nobody"
                var newest = ChangeNumber.zero
                try reading.forEachObject(in: calendar.id) { stored in
                    newest = max(newest, stored.record.change)
                    for fault in try builder.faults(of: stored, reader) {
                        faults.append("\(owner)/\(calendar.name)/\(stored.record.resourceName): \(fault)")
                    }
                    return true
                }
                if newest > calendar.revision {
                    faults.append(
                        "\(owner)/\(calendar.name): an object is newer (\(newest.rawValue)) than its calendar (\(calendar.revision.rawValue))"
                    )
                }
            }
            return faults
        }
    }

    /// Recomputes spans and digests after the zone data changed; does nothing when their version is the recorded one.
    public func refreshTimeZones() async throws {
        let version = zones.version
        guard try await read({ try $0.setting(Self.zoneVersionSetting) }) != version else { return }
        state.zoneTexts.removeAll()
        state.objects.removeAll()
        for calendar in try await read({ try $0.allCalendars().map(\.id) }) { try await refreshSpans(in: calendar) }
        try await write { try $0.setSetting(Self.zoneVersionSetting, to: version) }
    }

    private static let zoneVersionSetting = "time-zone-version"
    /// Objects looked at in one transaction: others wait no longer than for that many.
    private static let refreshBatch = 500

    private func refreshSpans(in calendar: CalendarID) async throws {
        let ids = try await read { reading in
            var ids: [ObjectID] = []
            try reading.forEachObjectRecord(in: calendar) { record in
                ids.append(record.id)
                return true
            }
            return ids
        }
        defer { state.forgetRecords(of: calendar) }
        for start in stride(from: 0, to: ids.count, by: Self.refreshBatch) {
            let batch = ids[start..<min(start + Self.refreshBatch, ids.count)]
            try await write { writing in
                let reader = ObjectReader(writing, service: self)
                var builder = ObjectBuilder(registry: zones)
                for id in batch {
                    guard let stored = try writing.object(id) else { continue }
                    let content = try builder.content(of: stored, reader)
                    if content.span != stored.record.span || content.digest != stored.record.digest {
                        try writing.updateDerived(id, with: content)
                    }
                }
            }
        }
    }
}

extension ObjectBuilder {
    /// What the store should keep of a stored text.
    fileprivate mutating func content(of stored: StoredObject, _ reader: ObjectReader) throws -> ObjectContent {
        let object = try reader.object(stored).object
        let prepared = stored.text.form == .components ? prepare(object) : prepare(object, verbatim: stored.text.octets)
        var content = prepared.content
        // The text is truth; only what is derived from it is computed.
        content.text = stored.text
        content.etag = ObjectBuilder.etag(of: stored.text)
        return content
    }

    fileprivate mutating func faults(of stored: StoredObject, _ reader: ObjectReader) throws -> [String] {
        let record = stored.record
        let content = try content(of: stored, reader)
        var faults: [String] = []
        func compare<Value: Equatable>(_ name: String, _ kept: Value, _ computed: Value) {
            if kept != computed { faults.append("\(name) is \(kept), but its text says \(computed)") }
        }
        let object = try reader.object(stored).object
        let components = object.components
        if components.isEmpty { faults.append("its text holds no \(record.kind)") }
        for uid in Set(components.map { $0.uid ?? "" }) { compare("UID", record.uid, uid) }
        compare("ETag", record.etag, content.etag)
        compare("digest", Hexadecimal.text(of: record.digest), Hexadecimal.text(of: content.digest))
        // Where many series came at once, theirs may be any.
        if !content.span.isRecurring || record.span != .unbounded(object) { compare("span", record.span, content.span) }
        compare("class", record.classification, content.classification)
        compare("SEQUENCE", record.sequence, content.sequence)
        compare("size", record.size, stored.text.octets.count)
        return faults
    }
}
