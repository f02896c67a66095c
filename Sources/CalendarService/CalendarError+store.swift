public import CalendarStore

extension CalendarError {
    /// What a failure of the store means to a user: the only place where one becomes the other.
    public init(_ error: StoreError) {
        switch error.code {
        case .busy: self.init(.storeBusy, "The calendar store is busy; try again in a moment.")
        case .full: self.init(.storeFull, "The calendar store has no space left; nothing was changed.")
        case .readOnly: self.init(.readOnly, "The calendar store is read-only at the moment.")
        case .conflict: self.init(.storeBusy, "Somebody else changed the same thing at the same time; try again.")
        default: self.init(.storeUnavailable, "The calendar store is not available: \(error.reason)")
        }
    }
}

/// Runs something that uses the store and hands its failures on in the service's words.
func translatingStoreErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
        return try await body()
    } catch let error as StoreError {
        throw CalendarError(error)
    }
}
