import Logging
import Synchronization

/// The least severe level that is logged, changeable while the server runs.
final class LogLevelSwitch: Sendable {
    static let shared = LogLevelSwitch()

    private let index = Atomic(Logger.Level.allCases.firstIndex(of: .info) ?? 0)

    var level: Logger.Level {
        get { Logger.Level.allCases[index.load(ordering: .relaxed)] }
        set { index.store(Logger.Level.allCases.firstIndex(of: newValue) ?? 0, ordering: .relaxed) }
    }
}
