import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes

/// Rows of objects, without their texts.
struct RecordSource: MultiStatusSource {
    private let calendar: ObjectCalendar
    private let plan: PropertyPlan<ObjectSubject>
    private let records: [ObjectRecord]
    private var place = 0

    init(_ records: [ObjectRecord], in calendar: ObjectCalendar, _ plan: PropertyPlan<ObjectSubject>) {
        self.calendar = calendar
        self.plan = plan
        self.records = records
    }

    mutating func proceed(_ output: inout QueryOutput, upTo octets: Int) async throws -> Bool {
        let line = plan.asksForETagAlone ? ETagLine(calendar) : nil
        while place < records.count {
            if let line {
                output.answer.append(records[place].resourceName, etag: records[place].etag, line)
            } else {
                let record = records[place]
                output.answer.append(calendar.href(of: record.resourceName), ObjectSubject(record: record, calendar: calendar), plan)
            }
            place += 1
            if output.answer.octetCount >= octets { break }
        }
        return place < records.count
    }
}

/// Names and ETags of all objects of a calendar, written already.
struct ListingSource: MultiStatusSource {
    private let octets: [UInt8]

    /// Octets that fit into one buffer with what stands around them.
    static let largest = QueryOutput.largestBuffer - (64 << 10)

    init(_ octets: [UInt8]) { self.octets = octets }

    /// The octets for a calendar.
    static func octets(_ records: [ObjectRecord], in calendar: ObjectCalendar) -> [UInt8] {
        let line = ETagLine(calendar)
        var listing: [UInt8] = []
        for record in records {
            listing += line.opening
            listing += PercentEncoding.encode(segment: record.resourceName).utf8
            listing += line.middle
            listing += record.etag.utf8
            listing += line.closing
        }
        return listing
    }

    mutating func proceed(_ output: inout QueryOutput, upTo octets: Int) async throws -> Bool {
        output.answer.fragment(self.octets)
        return false
    }
}

/// Changes of which only the ETag is wanted: no row is read for them.
struct ChangeSource: MultiStatusSource {
    private let changes: [ResourceChange]
    private let calendar: ObjectCalendar
    private var place = 0

    /// Whether the ETag is asked for, and not only what has changed.
    private let isAsked: Bool

    init(_ changes: [ResourceChange], in calendar: ObjectCalendar, isAsked: Bool) {
        self.changes = changes
        self.calendar = calendar
        self.isAsked = isAsked
    }

    mutating func proceed(_ output: inout QueryOutput, upTo octets: Int) async throws -> Bool {
        let line = ETagLine(calendar)
        while place < changes.count, output.answer.octetCount < octets {
            let change = changes[place]
            if let etag = change.etag, isAsked {
                output.answer.append(change.resourceName, etag: etag, line)
            } else if change.etag != nil {
                output.answer.appendResponse(calendar.href(of: change.resourceName)) { $0.emptyPropstat() }
            } else {
                output.answer.append(calendar.href(of: change.resourceName), status: .notFound)
            }
            place += 1
        }
        return place < changes.count
    }
}
