extension ServiceSettings {
    /// What a buffer of the network library can hold, with room for what escaping adds.
    private static let largestBuffer = 2 << 30

    /// Octets that an answer may have, and all large ones together. A text that may be published may be fetched.
    var largestAnswer: Int { min(max(answerLimit, publishLimit), Self.largestBuffer) }

    /// Refuses an answer while it grows, before it takes all memory.
    ///
    /// - Throws: `answerTooLarge`.
    public func requireRoom(forAnswerOf octets: Int) throws {
        guard octets <= largestAnswer else {
            throw CalendarError(
                .answerTooLarge, "The answer would have more than \(largestAnswer) octets; ask for less at a time.", limit: largestAnswer)
        }
    }
}
