import CalendarStore
import ICalendar
import NIOCore

/// Puts stored objects together as one VCALENDAR: VTIMEZONEs in use first, then the objects as they come.
///
/// Stored texts are copied, not parsed; only objects that leave stripped, renamed or out of an unusual text are read.
struct CalendarAssembler {
    let reader: ObjectReader
    private let serializer = Serializer()
    private var body: [UInt8] = []
    private var merged = MergedZones()
    private var keptZones: [[Digest]: [ZoneText]] = [:]
    private var broughtZones: [[UInt8]: ZoneText] = [:]

    init(_ reader: ObjectReader, expectedSize: Int64) {
        self.reader = reader
        body.reserveCapacity(Int(clamping: min(max(expectedSize, 0), 1 << 31)))
    }

    /// Octets of the objects so far.
    var octetCount: Int { body.count }

    mutating func add(_ stored: StoredObject, isStripped: Bool) throws {
        if isStripped {
            let (object, zones) = try reader.object(stored)
            add(StrippedView.strip(object).components, zones: zones, span: stored.record.span)
            return
        }
        switch stored.text.form {
        case .components:
            let replacements = merged.use(try kept(stored.text.timeZones), span: stored.record.span)
            if replacements.isEmpty {
                body += stored.text.octets
            } else {
                add(try reader.object(stored).object.components, replacements)
            }
        case .verbatim: try addVerbatim(stored)
        }
    }

    /// Adds components of one object as they are.
    mutating func add(_ components: [Component], zones: [ZoneText], span: ObjectSpan) {
        add(components, merged.use(zones, span: span))
    }

    private mutating func add(_ components: [Component], _ replacements: [String: String]) {
        for component in components {
            let leaving = replacements.isEmpty ? component : TZIDSubstitution.apply(to: component) { replacements[TZID.comparable($0)] }
            serializer.append(leaving, to: &body)
        }
    }

    private mutating func addVerbatim(_ stored: StoredObject) throws {
        let octets = stored.text.octets
        guard let cut = octets.withUnsafeBufferPointer({ VerbatimCut($0) }) else {
            let (object, zones) = try reader.object(stored)
            add(object.components, zones: zones, span: stored.record.span)
            return
        }
        var zones = try kept(stored.text.timeZones)
        for range in cut.timeZones { zones.append(brought(Array(octets[range]))) }
        let replacements = merged.use(zones, span: stored.record.span)
        if replacements.isEmpty {
            for range in cut.components { body += octets[range] }
        } else {
            add(try reader.object(stored).object.components, replacements)
        }
    }

    private mutating func kept(_ digests: [Digest]) throws -> [ZoneText] {
        guard !digests.isEmpty else { return [] }
        if let known = keptZones[digests] { return known }
        let zones = try reader.zoneTexts.texts(digests, in: reader.reading, registry: reader.registry)
        keptZones[digests] = zones
        return zones
    }

    private mutating func brought(_ octets: [UInt8]) -> ZoneText {
        if let known = broughtZones[octets] { return known }
        let zone = ZoneText(kept: octets, registry: reader.registry)
        broughtZones[octets] = zone
        return zone
    }

    /// The whole text with calendar-level lines.
    func finish(lines: [UInt8]) -> ByteBuffer {
        var head = reader.frame.opening + lines
        merged.append(to: &head)
        var buffer = ByteBufferAllocator().buffer(capacity: head.count + body.count + CalendarFrame.closing.count)
        buffer.writeBytes(head)
        buffer.writeBytes(body)
        buffer.writeBytes(CalendarFrame.closing)
        return buffer
    }
}
