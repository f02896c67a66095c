import CalendarStore
import Synchronization

/// The state of the service in one life of the store: a restore takes revisions back, and what was remembered of them speaks of other contents.
final class ServiceMemory: Sendable {
    private struct Contents {
        var epoch: StoreEpoch
        var settings: ServiceSettings
        var state: ServiceState
    }

    private let contents: Mutex<Contents>

    init(epoch: StoreEpoch, settings: ServiceSettings) {
        contents = Mutex(Contents(epoch: epoch, settings: settings, state: ServiceState(settings: settings)))
    }

    func state(in epoch: StoreEpoch) -> ServiceState {
        contents.withLock { contents in
            if contents.epoch != epoch {
                contents.epoch = epoch
                contents.state = ServiceState(settings: contents.settings)
            }
            return contents.state
        }
    }

    func reconfigure(_ settings: ServiceSettings) {
        contents.withLock { contents in
            contents.settings = settings
            contents.state.renderings.limit = settings.renderingCacheSize
        }
    }
}
