import CalendarStore

/// The state of one calendar at one change: `epoch:calendar:number`, while a first sync comes in pieces `epoch:calendar:number:start`, and with
/// `;` and the state of its links where there are any.
///
/// A first sync that is cut lists objects by the number of their newest change. What changes meanwhile gets a higher number and comes later;
/// what is deleted meanwhile is found in the log from `start` on, the revision at which the first piece was made.
struct SyncToken: Hashable {
    var epoch: StoreEpoch
    var calendar: CalendarID
    var number: ChangeNumber
    var start: ChangeNumber?
    var links: LinkState?

    init(epoch: StoreEpoch, calendar: CalendarID, number: ChangeNumber, start: ChangeNumber? = nil, links: LinkState? = nil) {
        self.epoch = epoch
        self.calendar = calendar
        self.number = number
        self.start = start
        self.links = links
    }

    init?(_ text: String) {
        let halves = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = (halves.first ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard 3...4 ~= parts.count, let calendar = Int64(parts[1]), let number = Int64(parts[2]) else { return nil }
        self.init(
            epoch: StoreEpoch(rawValue: String(parts[0])), calendar: CalendarID(rawValue: calendar), number: ChangeNumber(rawValue: number))
        if halves.count == 2 {
            guard let links = LinkState(halves[1]) else { return nil }
            self.links = links
        }
        guard parts.count == 4 else { return }
        guard let start = Int64(parts[3]) else { return nil }
        self.start = ChangeNumber(rawValue: start)
    }

    var text: String {
        let plain = "\(epoch.rawValue):\(calendar.rawValue):\(number.rawValue)"
        return (start.map { "\(plain):\($0.rawValue)" } ?? plain) + (links.map { ";\($0.text)" } ?? "")
    }
}
