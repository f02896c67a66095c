import CalendarStore
import ICalendar

/// `gettime`: the server's time, in UTC or in `tzidout`.
struct GetTime: Command {
    let name = "gettime"
    let failure = WCAPErrno.getTimeFailed
    let session = SessionUse.required

    func run(_ call: Call) async throws -> Reply {
        let time = try call.outputTime()
        let property = Property(XToken.wcapTime, value: time.text(of: call.now.instant))
        guard call.parameters.word(.calid) != nil else { return .answer(Answer([AnswerBlock(properties: [property])])) }
        return .answer(try await call.answerPerCalendar { _ in AnswerBlock(properties: [property]) })
    }
}
