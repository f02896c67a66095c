import CalendarService
import ICalendar
import Synchronization

/// `get_all_timezones`: a VTIMEZONE for every name of the zone database. Made once per format and kept.
struct GetAllTimeZones: Command {
    let name = "get_all_timezones"
    let failure = WCAPErrno.getAllTimeZonesFailed

    func run(_ call: Call) async throws -> Reply {
        let zones = call.service.zones
        let octets = call.environment.timeZoneAnswers.octets(version: zones.version, format: call.format) {
            var block = AnswerBlock()
            block.calid = "default"
            block.properties = [Property(XToken.relativeCalid, text: "default"), Property(XToken.name, text: "default")]
            block.components = zones.identifiers.compactMap { zones.vtimezone(for: $0) }
            let productID = call.service.settings.productID
            switch call.format {
            case .calendar: return CalendarTextWriter(productID: productID).octets(of: Answer([block])).joined
            case .xml: return XMLTextWriter(productID: productID).octets(of: Answer([block])).joined
            case .script: return ScriptPageWriter(productID: productID).octets(of: Answer([block]), command: name).joined
            }
        }
        return .file(octets: octets, contentType: call.format.contentType, fileName: nil)
    }
}

/// Answers of `get_all_timezones` by format, good for one version of the zone data.
final class TimeZoneAnswers: Sendable {
    private struct Kept {
        var version = ""
        var octets: [OutputFormat: [UInt8]] = [:]
    }

    private let kept = Mutex(Kept())

    func octets(version: String, format: OutputFormat, make: () -> [UInt8]) -> [UInt8] {
        let known = kept.withLock { $0.version == version ? $0.octets[format] : nil }
        if let known { return known }
        let made = make()
        kept.withLock { kept in
            if kept.version != version { kept = Kept(version: version) }
            kept.octets[format] = made
        }
        return made
    }
}
