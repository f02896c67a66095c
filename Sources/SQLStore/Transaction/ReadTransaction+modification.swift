import CalendarStore

/// Objects by the time of their newest modification.
///
/// Times never step back, so in a calendar's log they grow with the numbers: what was modified in a range lies between two numbers, and it costs no index
/// that each write would have to keep.
extension ReadTransaction {
    /// Costs what the log has for the range; a look at each object of the calendar when the log no longer reaches back to its begin.
    func objectIDs(in calendar: CalendarID, modifiedIn range: ClosedRange<Timestamp>) throws -> [ObjectID] {
        guard let (floor, revision) = try logReach(of: calendar) else { return [] }
        let oldest = try logEntry(in: calendar, from: floor)
        // Entries of one moment may have been forgotten in part.
        guard floor == 0 || oldest.map({ $0.time < range.lowerBound }) ?? false else {
            return try connection.all(Statements.modifiedAmongAll, calendar, range.lowerBound, range.upperBound, read: Self.id).sorted()
        }
        let numbers = (floor + 1)...(max(floor, revision) + 1)
        let first = try firstNumber(in: calendar, notBefore: range.lowerBound, among: numbers)
        let (behind, isEndless) = range.upperBound.microseconds.addingReportingOverflow(1)
        let end =
            isEndless ? numbers.upperBound : try firstNumber(in: calendar, notBefore: Timestamp(microseconds: behind), among: numbers)
        return try connection.all(
            Statements.modifiedInLog, calendar, first, end, range.lowerBound, range.upperBound, read: Self.id
        ).sorted()
    }

    /// The number from which on all log entries have a time or a later one.
    private func firstNumber(in calendar: CalendarID, notBefore time: Timestamp, among numbers: ClosedRange<Int64>) throws -> Int64 {
        var (low, high) = (numbers.lowerBound, numbers.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if let entry = try logEntry(in: calendar, from: middle), entry.time < time {
                low = entry.number + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// The first log entry from a number on.
    private func logEntry(in calendar: CalendarID, from number: Int64) throws -> (number: Int64, time: Timestamp)? {
        try connection.first(Statements.logEntry, calendar, number) { ($0.integer(0), Timestamp(microseconds: $0.integer(1))) }
    }

    private enum Statements {
        static let logEntry: SQL = "SELECT number, time FROM changes WHERE calendar = $1 AND number >= $2 ORDER BY number LIMIT 1"
        /// An object is in the log more than once; renaming it leaves the time of its modification.
        static let modifiedInLog: SQL = """
            SELECT DISTINCT o.id FROM changes c JOIN objects o ON o.id = c.object
            WHERE c.calendar = $1 AND c.number >= $2 AND c.number < $3 AND o.modified >= $4 AND o.modified <= $5
            """
        static let modifiedAmongAll: SQL = "SELECT id FROM objects WHERE calendar = $1 AND modified >= $2 AND modified <= $3"
    }
}
