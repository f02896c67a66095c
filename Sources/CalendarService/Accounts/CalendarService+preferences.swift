public import CalendarStore

extension CalendarService {
    /// Changes WCAP preferences of an account in one transaction; returns them as they are after it. `amend` may run twice and may throw to refuse.
    public func updatePreferences(
        of account: AccountID, amend: @escaping @Sendable (inout [String: [String]]) throws -> Void
    ) async throws -> [String: [String]] {
        try await write { writing in
            let before = try writing.preferences(of: account)
            var after = before
            try amend(&after)
            for (name, values) in after where before[name] != values { try writing.setPreference(name, to: values, of: account) }
            for name in before.keys where after[name] == nil { try writing.setPreference(name, to: [], of: account) }
            return after
        }
    }
}
