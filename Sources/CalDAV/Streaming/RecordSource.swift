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
        let wanted = ReportProperties(plan: plan)
        var forms = ResponseForms()
        while place < records.count {
            let record = records[place]
            if let form = forms.form(for: record, in: calendar, wanted) {
                output.answer.write { form.write(record.resourceName, etag: record.etag, to: &$0) }
            } else {
                output.answer.append(calendar.href(of: record.resourceName), ObjectSubject(record: record, calendar: calendar), plan)
            }
            place += 1
            if output.answer.octetCount >= octets { break }
        }
        return place < records.count
    }
}

/// Changes of which only the ETag is wanted: no row is read for them.
struct ChangeSource: MultiStatusSource {
    private let changes: [ResourceChange]
    private let calendar: ObjectCalendar
    private let isAsked: Bool
    /// Making one costs more than writing a few responses.
    private let form: ResponseForm?
    private var place = 0

    /// - Parameter isAsked: whether the ETag is asked for, and not only what has changed.
    init(_ changes: [ResourceChange], in calendar: ObjectCalendar, isAsked: Bool) {
        self.changes = changes
        self.calendar = calendar
        self.isAsked = isAsked
        form = changes.count > 4 ? ResponseForm(etags: isAsked, in: calendar) : nil
    }

    mutating func proceed(_ output: inout QueryOutput, upTo octets: Int) async throws -> Bool {
        while place < changes.count, output.answer.octetCount < octets {
            let change = changes[place]
            if let etag = change.etag {
                if let form {
                    output.answer.write { form.write(change.resourceName, etag: etag, to: &$0) }
                } else {
                    output.answer.appendResponse(calendar.href(of: change.resourceName)) { $0.propstat(etag: isAsked ? etag : nil) }
                }
            } else {
                output.answer.append(calendar.href(of: change.resourceName), status: .notFound)
            }
            place += 1
        }
        return place < changes.count
    }
}
