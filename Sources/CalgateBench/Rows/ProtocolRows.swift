import ICalendar
import WCAP
import XMLDocument

/// The protocols' own words: WCAP parameters and multistatus answers.
struct ProtocolRows {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func rows() throws -> [Row] { [parameters(), multistatus(), reading()] }

    private func parameters() -> Row {
        let query = Array(
            ("id=abcdefghijklmnopqrstuvwxyz&calid=jdoe%3Anewcal&dtstart=20250301T000000Z&dtend=20250401T000000Z&fmt-out=text%2Fcalendar"
                + "&summary=Meeting%20in%20Z%C3%BCrich&attendees=PARTSTAT%3DACCEPTED%5Ea;b@example.com&recurring=1&compressed=1&maxResults=0")
                .utf8
        )
        var found = 0
        let seconds = bench.best {
            for _ in 0..<1000 {
                let parameters = Parameters(query: query[...])
                if parameters.word(.calid) != nil, parameters.word(.start) != nil, parameters.list(.attendees) != nil { found += 1 }
            }
        }
        if found == 0 { bench.notes.add("no parameter was found") }
        return Row(name: "WCAP query string of 10 parameters, 3 read", value: 1000 / seconds, unit: .perSecond)
    }

    private static let multistatusName = XMLName.dav("multistatus")
    private static let response = XMLName.dav("response")
    private static let href = XMLName.dav("href")
    private static let propstat = XMLName.dav("propstat")
    private static let prop = XMLName.dav("prop")
    private static let getetag = XMLName.dav("getetag")
    private static let status = XMLName.dav("status")

    private func text(ofResponses count: Int) -> [UInt8] {
        var writer = XMLWriter(capacity: count * 256)
        writer.start(Self.multistatusName)
        for number in 0..<count {
            writer.start(Self.response)
            writer.element(Self.href, "/CalDAV/~jdoe/newcal/\(number)-bench.example.ics")
            writer.start(Self.propstat)
            writer.start(Self.prop)
            writer.element(Self.getetag, "\"0123456789abcdef0123456789abcdef\"")
            writer.end()
            writer.element(Self.status, "HTTP/1.1 200 OK")
            writer.end()
            writer.end()
        }
        writer.end()
        return writer.finish()
    }

    private func multistatus() -> Row {
        var size = 0
        let seconds = bench.best { size = text(ofResponses: 10_000).count }
        return Row(name: "multistatus of 10000 responses, written", value: Double(size) / 1e6 / seconds, unit: .megabytesPerSecond)
    }

    private func reading() -> Row {
        var limits = XMLLimits()
        limits.elements = 1_000_000
        let text = text(ofResponses: 1000)
        let seconds = bench.best {
            do { _ = try XMLReader(limits: limits).read(text) } catch { bench.notes.add("the multistatus could not be read: \(error)") }
        }
        return Row(name: "multistatus of 1000 responses, read", value: Double(text.count) / 1e6 / seconds, unit: .megabytesPerSecond)
    }
}
