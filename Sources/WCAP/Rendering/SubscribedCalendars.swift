import CalendarService
import CalendarStore

/// The calendars an account works with: its own, then those it subscribed to.
enum SubscribedCalendars {
    static func owned(by account: Account, call: Call) async throws -> [Subscription] {
        let owned = try await call.service.calendars(ofOwner: "\(account.name)@\(account.domainName)", for: call.caller)
        return owned.map { Subscription(calid: call.calid(of: $0), name: $0.calendar.displayName) }
    }

    static func list(of account: Account, call: Call) async throws -> [Subscription] {
        var list = try await owned(by: account, call: call)
        var seen = Set(list.map { $0.calid.lowercased() })
        for subscription in try await call.service.subscriptions(of: account.id)
        where seen.insert(subscription.calid.lowercased()).inserted {
            list.append(subscription)
        }
        return list
    }
}
