import CalendarStore
import ICalendar

/// The columns of an object's row, in the order in which the functions here read them.
enum ObjectColumns {
    /// 19 columns of `objects o`.
    static let record = """
        o.id, o.calendar, o.resource_name, o.uid, o.kind, o.etag, o.digest, o.size, o.first_instant, o.last_instant, o.is_recurring,
        o.first_alarm, o.last_alarm, o.classification, o.sequence, o.created, o.modified, o.change,
        o.source
        """
    /// `record` and three columns of `object_texts t`.
    static let stored = "\(record), t.form, t.time_zones, t.octets FROM objects o JOIN object_texts t ON t.object = o.id"

    static func record(_ row: any SQLRow) -> ObjectRecord {
        let uid = row.text(3)
        return ObjectRecord(
            id: ObjectID(rawValue: row.integer(0)), calendar: CalendarID(rawValue: row.integer(1)),
            resourceName: uid.resourceName(row.optionalText(2)),
            uid: uid, kind: ComponentName(row.text(4)), etag: row.text(5), digest: row.digest(6),
            size: row.int(7), span: span(row, from: 8),
            classification: Classification(rawValue: row.integer(13)) ?? .confidential, sequence: row.int(14),
            created: Timestamp(microseconds: row.integer(15)), modified: Timestamp(microseconds: row.integer(16)),
            change: ChangeNumber(rawValue: row.integer(17)),
            source: row.isNull(18) ? nil : row.digest(18)
        )
    }

    static func stored(_ row: any SQLRow) -> StoredObject {
        StoredObject(record: record(row), text: text(row, from: 19))
    }

    /// first_instant, last_instant, is_recurring, first_alarm, last_alarm.
    static func span(_ row: any SQLRow, from column: Int32) -> ObjectSpan {
        ObjectSpan(
            first: instant(row, column), last: instant(row, column + 1), isRecurring: row.flag(column + 2),
            firstAlarm: instant(row, column + 3), lastAlarm: instant(row, column + 4)
        )
    }

    /// form, time_zones, octets.
    static func text(_ row: any SQLRow, from column: Int32) -> ObjectText {
        ObjectText(
            form: ObjectText.Form(rawValue: row.integer(column)) ?? .components, octets: row.bytes(column + 2),
            timeZones: digests(row.bytes(column + 1))
        )
    }

    private static func instant(_ row: any SQLRow, _ column: Int32) -> Instant? {
        row.optionalInteger(column).map(Instant.init(seconds:))
    }

    /// Digests written one after the other.
    static func digests(_ octets: [UInt8]) -> [Digest] {
        stride(from: 0, to: octets.count, by: 32).map { Digest(octets: Array(octets[$0..<min($0 + 32, octets.count)])) }
    }

    static func octets(_ digests: [Digest]) -> [UInt8] { digests.flatMap(\.octets) }
}
