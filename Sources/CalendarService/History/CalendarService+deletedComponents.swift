public import CalendarStore

extension CalendarService {
    /// Entries of a calendar's delete log with a time in the closed range, oldest first, and since when the log is complete. Needs read.
    public func deletedComponents(
        in calendar: CalendarReference, during range: ClosedRange<Timestamp>, limit: Int, for caller: Caller
    ) async throws -> (components: [DeletedComponent], logStart: Timestamp) {
        let info = try await self.calendar(calendar, for: caller)
        guard info.access.mayRead else {
            throw CalendarError(.forbidden, "You may not read this calendar.", right: .read)
        }
        return try await read { store in
            let components = try store.deletedComponents(in: info.calendar.id, during: range, limit: limit)
            return (
                info.access.seesStripped
                    ? components.map { component in
                        var component = component
                        component.author = ""
                        return component
                    } : components,
                try store.deleteLogStart(of: info.calendar.id)
            )
        }
    }
}
