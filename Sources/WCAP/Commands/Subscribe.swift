import CalendarService
import CalendarStore
import ICalendar

/// `subscribe_calendars`, `unsubscribe_calendars`: changes the list of subscriptions; whether the calendars exist is not checked.
struct Subscribe: Command {
    let isAdding: Bool
    var name: String { isAdding ? "subscribe_calendars" : "unsubscribe_calendars" }
    var failure: WCAPErrno { isAdding ? .subscribeFailed : .unsubscribeFailed }
    let session = SessionUse.required

    /// Longer lists are refused.
    static let maximum = 1000

    func run(_ call: Call) async throws -> Reply {
        let account = try await call.targetAccount(denied: .accessDenied)
        guard let calids = call.parameters.list(.calid), !calids.isEmpty else { throw failure }
        let isAdding = isAdding
        let failure = failure
        var changes: [Subscription] = []
        let found = try await call.service.calendars(calids.map { .calid($0) }, for: call.caller)
        for (index, calid) in calids.enumerated() {
            if index < found.count, case .success(let info) = found[index] {
                changes.append(Subscription(calid: call.calid(of: info), name: info.calendar.displayName))
            } else {
                changes.append(Subscription(calid: calid, name: ""))
            }
        }
        let subscriptions = changes
        _ = try await call.service.updateSubscriptions(of: account.id) { list in
            for subscription in subscriptions {
                let place = list.firstIndex { $0.calid.lowercased() == subscription.calid.lowercased() }
                if isAdding {
                    if place == nil { list.append(subscription) }
                } else if let place {
                    list.remove(at: place)
                }
            }
            guard list.count <= Self.maximum else { throw failure }
        }
        return .answer(Answer(.ok))
    }
}
