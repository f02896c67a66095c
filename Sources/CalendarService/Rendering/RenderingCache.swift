import NIOCore
import Synchronization

/// Renderings of whole calendars, bounded in octets; each is made once however many ask for it at the same time.
final class RenderingCache: Sendable {
    struct Made: Sendable {
        /// What the rendering was made from: newer than what was asked for when somebody wrote meanwhile.
        var key: RenderingKey
        var octets: ByteBuffer
        var info: CalendarInfo
        var size: AnswerSize
    }

    private struct Entry {
        var octets: ByteBuffer
        var lastUse: UInt64
    }

    private struct State {
        var entries: [RenderingKey: Entry] = [:]
        var flights: [RenderingKey: Task<Made, any Error>] = [:]
        var size = 0
        var uses: UInt64 = 0
        var limit: Int

        /// Makes room by what was used longest ago.
        mutating func shrink(to limit: Int) {
            while size > limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                entries[oldest.key] = nil
                size -= oldest.value.octets.readableBytes
            }
        }
    }

    private let state: Mutex<State>

    init(limit: Int) { state = Mutex(State(limit: limit)) }

    /// Octets that may be kept.
    var limit: Int {
        get { state.withLock { $0.limit } }
        set {
            state.withLock { state in
                state.limit = newValue
                state.shrink(to: newValue)
            }
        }
    }

    /// The rendering of a key if it is here.
    func octets(_ key: RenderingKey) -> ByteBuffer? {
        state.withLock { state in
            state.uses += 1
            state.entries[key]?.lastUse = state.uses
            return state.entries[key]?.octets
        }
    }

    /// Makes a rendering, or waits for the one who is at it.
    func make(_ key: RenderingKey, _ body: @escaping @Sendable () async throws -> Made) async throws -> Made {
        let flight = state.withLock { state in
            if let flight = state.flights[key] { return flight }
            let flight = Task {
                defer { self.state.withLock { _ = $0.flights.removeValue(forKey: key) } }
                let made = try await body()
                self.keep(made)
                return made
            }
            state.flights[key] = flight
            return flight
        }
        return try await flight.value
    }

    private func keep(_ made: Made) {
        let size = made.octets.readableBytes
        state.withLock { state in
            guard size <= state.limit else { return }
            // What the new one replaces is never asked for again.
            for (key, entry) in state.entries
            where key.calendar == made.key.calendar && key.view == made.key.view && key.endpoint == made.key.endpoint
                && (key.revision, key.propertyRevision) < (made.key.revision, made.key.propertyRevision)
            {
                state.entries[key] = nil
                state.size -= entry.octets.readableBytes
            }
            if let old = state.entries.removeValue(forKey: made.key) { state.size -= old.octets.readableBytes }
            state.shrink(to: state.limit - size)
            state.uses += 1
            state.entries[made.key] = Entry(octets: made.octets, lastUse: state.uses)
            state.size += size
        }
    }
}
