import ICalendar

/// `get_guids`: identifiers that nobody else has; the first elements of the answer, without a number.
struct GetGUIDs: Command {
    let name = "get_guids"
    let failure = WCAPErrno.ok
    let session = SessionUse.ignored

    /// More are not made at once.
    static let maximum = 1000

    func run(_ call: Call) async throws -> Reply {
        let count = min(max(call.parameters.integer(.guidCount) ?? 1, 1), Self.maximum)
        let properties = (0..<count).map { Property(PropertyName("\(XToken.guidPrefix)\($0)"), value: Self.newGUID()) }
        return .answer(Answer([AnswerBlock(errno: nil, properties: properties)]))
    }

    /// 32 lower-case hex digits of the system's random source.
    static func newGUID() -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef")
        return String((0..<32).map { _ in digits[Int.random(in: 0..<16, using: &generator)] })
    }
}
