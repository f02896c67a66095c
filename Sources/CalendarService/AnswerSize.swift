import Synchronization

/// What one answer takes of the memory that large answers have together, for as long as this value lives.
///
/// All of them share what the largest one may have: who would need more than is left is told to come again. Up to 4 MiB are free: answers of that size
/// are bounded by the connections there are.
public final class AnswerSize: Sendable {
    private let room: AnswerRoom
    private let settings: ServiceSettings
    private let taken = Mutex(0)

    /// Taken in steps of so much.
    private static let step = 4 << 20

    init(_ room: AnswerRoom, settings: ServiceSettings) {
        self.room = room
        self.settings = settings
    }

    deinit { taken.withLock { room.giveBack($0) } }

    /// Says how many octets the answer has by now.
    ///
    /// - Throws: `answerTooLarge` when that is too much for any answer, `storeBusy` when others have the room.
    public func grow(to octets: Int) throws {
        try settings.requireRoom(forAnswerOf: octets)
        guard octets > Self.step else { return }
        try taken.withLock { taken in
            guard octets > taken else { return }
            let wanted = min(octets.roundedUp(toMultipleOf: Self.step), settings.largestAnswer)
            guard room.take(wanted - taken, of: settings.largestAnswer) else {
                throw CalendarError(.storeBusy, "Too many large answers are under way; ask for less, or try again in a moment.")
            }
            taken = wanted
        }
    }
}

/// The octets that large answers have taken together.
final class AnswerRoom: Sendable {
    private let taken = Mutex(0)

    /// Takes more, if all of them stay within the limit.
    func take(_ octets: Int, of limit: Int) -> Bool {
        taken.withLock { taken in
            guard octets <= limit - taken else { return false }
            taken += octets
            return true
        }
    }

    func giveBack(_ octets: Int) { taken.withLock { $0 -= octets } }
}

extension CalendarService {
    /// For an answer that is going to be made in memory; to be kept until it is sent.
    public func answerSize() -> AnswerSize { AnswerSize(state.answers, settings: settings) }
}

extension Int {
    fileprivate func roundedUp(toMultipleOf step: Int) -> Int { (self + step - 1) / step * step }
}
