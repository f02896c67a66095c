/// Which instances of a series a fetch, store or delete is about (WCAP `mod`; seed, "Recurrence Handling").
public enum RecurrenceModifier: Int, Hashable, Sendable, CaseIterable {
    case thisInstance = 1
    case thisAndFuture = 2
    case thisAndPrior = 3
    case thisAndAll = 4
}
