import CalendarService
import CalendarStore
import ICalendar

/// `set_userprefs`: sets, adds and removes preferences; answers like `get_userprefs` (seed).
struct SetPreferences: Command {
    let name = "set_userprefs"
    let failure = WCAPErrno.setPreferencesFailed
    let session = SessionUse.required

    /// More names, values of one name, or octets of a value are refused.
    static let maximumNames = 500
    static let maximumValues = 200
    static let maximumLength = 64 << 10

    /// What the directory says about an account is not a preference.
    private static let directoryNames: Set<String> = ["cn", "givenName", "sn", "mail", "icsCalendar", "icsCalendarOwned"]

    /// Preferences that are names of `get_all_timezones`.
    private static let zoneNames: Set<String> = ["icsTimezone", "ceDefaultTZID"]

    func run(_ call: Call) async throws -> Reply {
        let account = try await call.targetAccount(denied: .preferencesDenied)
        let isAdministrator = call.caller.account?.isAdministrator ?? false
        guard call.settings.allowsSetPreferences || isAdministrator else { throw failure }
        let convertsCalids = call.parameters.flag(.convertCalid)
        var changes: [Change] = []
        for (parameter, action) in [(ParameterName.setAttributes, Action.set), (.addAttributes, .add), (.deleteAttributes, .remove)] {
            for assignment in call.parameters.list(parameter) ?? [] {
                changes.append(try Change(assignment, action: action, convertsCalids: convertsCalids, failure: failure))
            }
        }
        let (subscriptions, others) = (changes.filter { $0.name == "icsSubscribed" }, changes.filter { $0.name != "icsSubscribed" })
        guard !others.contains(where: { Self.directoryNames.contains($0.name) }) else { throw failure }
        for change in others where Self.zoneNames.contains(change.name) && change.action != .remove {
            guard let zone = change.value, zone.isEmpty || call.service.zones.identifier(for: zone) != nil else { throw failure }
        }
        if !others.isEmpty { try await apply(others, to: account, call: call) }
        if !subscriptions.isEmpty { try await subscribe(subscriptions, account: account, call: call) }
        var block = AnswerBlock()
        block.preferences = try await PreferenceList(of: account, call: call).lines
        return .answer(Answer([block]))
    }

    private enum Action { case set, add, remove }

    private struct Change: Sendable {
        var name: String
        var value: String?
        var action: Action

        init(_ assignment: String, action: Action, convertsCalids: Bool, failure: WCAPErrno) throws {
            let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            name = parts[0]
            value = parts.count == 2 ? parts[1] : nil
            self.action = action
            guard XMLElementName.isValid(name), name.utf8.count <= 64, value?.utf8.count ?? 0 <= SetPreferences.maximumLength,
                value != nil || action == .remove
            else { throw failure }
            if convertsCalids, name == "icsSet" || name == "icsSubscribed" {
                value = value.map { String($0.map { $0 == "^" ? ":" : $0 }) }
            }
        }

        func apply(to values: inout [String]) {
            switch (action, value) {
            case (.set, let value): values = value.map { $0.isEmpty ? [] : [$0] } ?? []
            case (.add, let value): if let value, !values.contains(value) { values.append(value) }
            case (.remove, nil): values = []
            case (.remove, let value?): if let place = values.firstIndex(of: value) { values.remove(at: place) }
            }
        }
    }

    private func apply(_ changes: [Change], to account: Account, call: Call) async throws {
        let failure = failure
        _ = try await call.service.updatePreferences(of: account.id) { preferences in
            for change in changes {
                var values = preferences[change.name] ?? []
                change.apply(to: &values)
                guard values.count <= Self.maximumValues else { throw failure }
                preferences[change.name] = values.isEmpty && change.action == .remove ? nil : (values.isEmpty ? [""] : values)
            }
            guard preferences.count <= Self.maximumNames else { throw failure }
        }
    }

    /// `icsSubscribed` is the list of subscriptions: `calid$name`, several joined by commas.
    private func subscribe(_ changes: [Change], account: Account, call: Call) async throws {
        let failure = failure
        _ = try await call.service.updateSubscriptions(of: account.id) { list in
            for change in changes {
                let named = (change.value ?? "").split(separator: ",").map { entry in
                    let parts = entry.split(separator: "$", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                    return Subscription(calid: parts[0], name: parts.count == 2 ? parts[1] : "")
                }.filter { !$0.calid.isEmpty }
                if change.action == .set || change.value == nil { list = [] }
                for subscription in named {
                    let place = list.firstIndex { $0.calid.lowercased() == subscription.calid.lowercased() }
                    switch (change.action, place) {
                    case (.remove, let place?): list.remove(at: place)
                    case (.remove, nil): continue
                    case (_, let place?): list[place] = subscription
                    case (_, nil): list.append(subscription)
                    }
                }
            }
            guard list.count <= Subscribe.maximum else { throw failure }
        }
    }
}
