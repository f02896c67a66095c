import NIOCore
import Synchronization

/// Renderings of whole calendars, bounded in octets; each is made once however many ask for it at the same time.
final class RenderingCache: Sendable {
    struct Made: Sendable {
        /// What the rendering was made from: newer than what was asked for when somebody wrote meanwhile.
        var key: RenderingKey
        var octets: ByteBuffer
        var info: CalendarInfo
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
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

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
        guard size <= limit else { return }
        state.withLock { state in
            // What the new one replaces is never asked for again.
            for (key, entry) in state.entries
            where key.calendar == made.key.calendar && key.view == made.key.view && key.endpoint == made.key.endpoint
                && (key.revision, key.propertyRevision) < (made.key.revision, made.key.propertyRevision)
            {
                state.entries[key] = nil
                state.size -= entry.octets.readableBytes
            }
            if let old = state.entries.removeValue(forKey: made.key) { state.size -= old.octets.readableBytes }
            while state.size + size > limit, let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                state.entries[oldest.key] = nil
                state.size -= oldest.value.octets.readableBytes
            }
            state.uses += 1
            state.entries[made.key] = Entry(octets: made.octets, lastUse: state.uses)
            state.size += size
        }
    }
}
