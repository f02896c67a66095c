extension ServiceSettings {
    /// What a buffer of the network library can hold, with room for what escaping adds.
    private static let largestAnswer = 2 << 30

    /// Refuses an answer while it grows, before it takes all memory. A text that may be published may be fetched.
    ///
    /// - Throws: `answerTooLarge`.
    public func requireRoom(forAnswerOf octets: Int) throws {
        let limit = min(max(answerLimit, publishLimit), Self.largestAnswer)
        guard octets <= limit else {
            throw CalendarError(.answerTooLarge, "The answer would have more than \(limit) octets; ask for less at a time.", limit: limit)
        }
    }
}
