import Synchronization

/// The parts that count now. A new reading of the configuration replaces them in one step: for all requests that follow, on all listeners.
final class CurrentParts: Sendable {
    private let foundation: ConfiguredParts.Foundation
    private let current: Mutex<ConfiguredParts>
    /// One change at a time.
    private let changing = Mutex(())

    /// - Throws: `ConfigurationError` for files that cannot be used.
    init(_ configuration: Configuration, on foundation: ConfiguredParts.Foundation) throws(ConfigurationError) {
        self.foundation = foundation
        current = Mutex(try ConfiguredParts(configuration, on: foundation))
    }

    var now: ConfiguredParts { current.withLock { $0 } }

    /// What came of a new configuration.
    struct Change: Hashable, Sendable {
        /// Keys of settings that now have another value.
        var changed: [String] = []
        /// Keys of settings whose new value counts from the next start.
        var waiting: [String] = []
    }

    /// Takes over everything of a configuration that can change while running.
    ///
    /// - Throws: what reading it or opening its files throws; everything stays as it was then.
    func adopt(_ read: () throws -> Configuration) throws -> Change {
        try changing.withLock { _ in
            let old = now
            var wanted = try read()
            var change = Change()
            for setting in Configuration.settings where !setting.agrees(old.configuration, wanted) {
                if setting.needsRestart || Self.startsOrEndsTLS(setting, old.configuration, wanted) {
                    change.waiting.append(setting.key)
                } else {
                    change.changed.append(setting.key)
                }
            }
            for setting in Configuration.settings where change.waiting.contains(setting.key) { setting.copy(old.configuration, &wanted) }
            let new = try ConfiguredParts(wanted, on: foundation)
            current.withLock { $0 = new }
            LogLevelSwitch.shared.level = wanted.logLevel
            old.accessLog?.flush()
            return change
        }
    }

    /// A listener cannot come or go while the server runs.
    private static func startsOrEndsTLS(_ setting: Setting, _ old: Configuration, _ new: Configuration) -> Bool {
        setting.key.hasPrefix("tls-") && (old.tlsCertificate == nil) != (new.tlsCertificate == nil)
    }
}
