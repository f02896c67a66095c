import CalendarService
import CalendarStore
import NIOCore
import XMLDocument

/// Names and ETags of all objects of a calendar, written already.
struct ListingSource: MultiStatusSource {
    private let octets: ByteBuffer

    init(_ octets: ByteBuffer) { self.octets = octets }

    mutating func proceed(_ output: inout QueryOutput, upTo octets: Int) async throws -> Bool {
        output.answer.append(self.octets)
        return false
    }
}

extension Exchange {
    /// Objects whose names and ETags are worth keeping in writing.
    private static var largestListing: Int { 30_000 }

    /// Names and ETags of all objects of a calendar in writing, kept until one changes; nil where there are too many.
    func listing(of calendar: ObjectCalendar) async throws -> ObjectListing? {
        try await service.objectListing(
            "etags \(calendar.href)", in: .id(calendar.info.calendar.id), upTo: Self.largestListing, for: caller
        ) { records in Self.written(records, in: calendar) }
    }

    private static func written(_ records: [ObjectRecord], in calendar: ObjectCalendar) -> [UInt8] {
        guard let form = ResponseForm(etags: true, in: calendar) else { return [] }
        var writer = MultiStatus.emptyWriter
        writer.beginContent()
        _ = writer.take()
        for record in records { form.write(record.resourceName, etag: record.etag, to: &writer) }
        return writer.take()
    }
}
