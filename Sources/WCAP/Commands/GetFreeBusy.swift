import CalendarService
import CalendarStore
import ICalendar

/// `get_freebusy`: when calendars' owners are busy, without a word on why.
struct GetFreeBusy: Command {
    let name = "get_freebusy"
    let failure = WCAPErrno.getFreeBusyFailed

    /// Longest range answered, in seconds: ten years.
    private static let longest: Int64 = 3653 * 86_400

    func run(_ call: Call) async throws -> Reply {
        let range = try range(of: call)
        let time = try call.outputTime()
        var references: [(calid: String, reference: CalendarReference)]
        if let mail = call.parameters.word(.mail) {
            let calid = mail.lowercased().hasPrefix("mailto:") ? mail : "mailto:\(mail)"
            references = [(calid, .calid(calid))]
        } else {
            references = try call.calendarReferences()
        }
        var blocks = try await call.blocks(for: references, needs: { $0.maySeeFreeBusy }) { info in
            let periods = try await periods(of: info, in: range, call: call)
            var block = AnswerBlock()
            block.properties = call.calendarProperties(of: info).identity
            block.components = [component(periods, range: range, time: time, showsFree: !call.parameters.flag(.busyOnly, default: true))]
            return block
        }
        if call.parameters.flag(.noXTokens) { for index in blocks.indices { blocks[index].properties = [] } }
        return .answer(Answer(blocks))
    }

    /// `duration`, then `dtstart` and `dtend`, then `freebusybegin` and `freebusyend`; open sides take the standard distance from now.
    private func range(of call: Call) throws -> Range<Instant> {
        let parameters = call.parameters
        let now = call.now.instant
        func days(_ number: Int) -> Int64 { Int64(min(max(number, 0), 3653)) * 86_400 }
        if let duration = parameters.integer(.duration) { return now..<now.advanced(bySeconds: days(duration)) }
        let zone = try call.requestZone()
        let start = try call.time(.start)?.instant(in: zone)
        let end = try call.time(.end)?.instant(in: zone)
        let before = days(parameters.integer(.freeBusyBegin) ?? call.settings.freeBusyBegin)
        let after = days(parameters.integer(.freeBusyEnd) ?? call.settings.freeBusyEnd)
        let first = start ?? min(now, end ?? now).advanced(bySeconds: -before)
        let last = end ?? max(now, first).advanced(bySeconds: after)
        guard first <= last else { throw failure }
        return first..<min(last, first.advanced(bySeconds: Self.longest))
    }

    /// A default calendar stands for its owner: all calendars that count for free/busy.
    private func periods(of info: CalendarInfo, in range: Range<Instant>, call: Call) async throws -> [BusyPeriod] {
        guard !range.isEmpty else { return [] }
        var calendars = [info]
        if info.isDefault {
            let owned = try await call.service.calendars(ofOwner: "\(info.owner.name)@\(info.owner.domainName)", for: call.caller)
            calendars = owned.filter {
                $0.calendar.properties.isIncludedInFreeBusy && !$0.calendar.properties.isDisabled && $0.access.maySeeFreeBusy
            }
        }
        var all: [BusyPeriod] = []
        for calendar in calendars {
            all += try await call.service.freeBusy(of: .id(calendar.calendar.id), in: range, for: call.caller).1
        }
        return calendars.count > 1 ? Self.merged(all) : all
    }

    /// Overlapping periods of a kind joined, by start.
    static func merged(_ periods: [BusyPeriod]) -> [BusyPeriod] {
        var merged: [BusyPeriod] = []
        for kind in [BusyPeriod.Kind.busy, .tentative, .unavailable] {
            var last: BusyPeriod?
            for period in periods.filter({ $0.kind == kind }).sorted(by: { $0.start < $1.start }) {
                if let open = last, period.start <= open.end {
                    last?.end = max(open.end, period.end)
                } else {
                    if let last { merged.append(last) }
                    last = period
                }
            }
            if let last { merged.append(last) }
        }
        return merged.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }

    private func component(_ periods: [BusyPeriod], range: Range<Instant>, time: WireTime, showsFree: Bool) -> Component {
        var component = Component(.vfreebusy)
        component.properties = [
            Property(.dtstart, value: time.text(of: range.lowerBound)), Property(.dtend, value: time.text(of: range.upperBound)),
        ]
        var free = range.lowerBound
        func add(_ kind: String, _ start: Instant, _ end: Instant) {
            component.properties.append(
                Property(.freebusy, parameters: [Parameter("FBTYPE", kind)], value: "\(time.text(of: start))/\(time.text(of: end))"))
        }
        for period in periods {
            if showsFree, free < period.start { add("FREE", free, period.start) }
            add(period.kind.rawValue, period.start, period.end)
            free = max(free, period.end)
        }
        if showsFree, free < range.upperBound { add("FREE", free, range.upperBound) }
        return component
    }
}
