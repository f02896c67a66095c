import CalendarStore
import Synchronization

/// Counts wrong passwords per account and address and per address, never per account alone: nobody can lock anybody else out.
final class LoginThrottle: Sendable {
    /// What a login aims at: the account, or the name that is none.
    struct Subject: Hashable, Sendable {
        let account: AccountID?
        let name: String

        init(name: String, found: AuthenticatedAccount?) {
            account = found?.account.id
            self.name = found == nil ? String(name.lowercased().prefix(256)) : ""
        }
    }

    private struct Pair: Hashable { let subject: Subject, address: String }
    private struct KnownPair: Hashable { let account: AccountID, address: String }
    private struct Count { var failures: Int, since: Timestamp }

    private struct State {
        var pairs: RotatingTable<Pair, Count>
        var addresses: RotatingTable<String, Count>
        var known: RotatingTable<KnownPair, Timestamp>
    }

    /// What was counted: shared by throttles that follow each other.
    private final class Counts: Sendable {
        let state: Mutex<State>

        init(capacity: Int) {
            state = Mutex(
                State(
                    pairs: RotatingTable(capacity: capacity), addresses: RotatingTable(capacity: capacity),
                    known: RotatingTable(capacity: capacity)))
        }
    }

    private let configuration: LoginThrottleConfiguration
    private let counts: Counts

    init(configuration: LoginThrottleConfiguration) {
        self.configuration = configuration
        counts = Counts(capacity: configuration.capacity)
    }

    /// Other limits over what another throttle counted and goes on counting.
    init(configuration: LoginThrottleConfiguration, sharing other: LoginThrottle) {
        self.configuration = configuration
        counts = other.counts
    }

    /// Seconds until a login may be tried; nil: now. An address that recently logged in to the account may always try.
    func secondsToWait(_ subject: Subject, address: String, now: Timestamp) -> Int? {
        let source = Self.source(address)
        return counts.state.withLock { state in
            if let account = subject.account, let last = state.known[KnownPair(account: account, address: source)],
                seconds(from: last, to: now) < configuration.knownFor
            {
                return nil
            }
            return wait(in: &state, subject, source, now)
        }
    }

    /// Counts a wrong password. Returns the seconds to wait when the limit was passed before this one.
    func failed(_ subject: Subject, address: String, now: Timestamp) -> Int? {
        let source = Self.source(address)
        return counts.state.withLock { state in
            let waiting = wait(in: &state, subject, source, now)
            let pair = Pair(subject: subject, address: source)
            state.pairs[pair] = counted(state.pairs[pair], now)
            state.addresses[source] = counted(state.addresses[source], now)
            return waiting
        }
    }

    /// Remembers that an address knows an account's password.
    func succeeded(_ account: AuthenticatedAccount, address: String, now: Timestamp) {
        let key = KnownPair(account: account.account.id, address: Self.source(address))
        counts.state.withLock { $0.known[key] = now }
    }

    /// `secondsToWait` and, where that is nil, `succeeded`, in one step: for passwords that are known to be right.
    func secondsToWaitOrRemember(_ account: AuthenticatedAccount, address: String, now: Timestamp) -> Int? {
        let key = KnownPair(account: account.account.id, address: Self.source(address))
        return counts.state.withLock { state in
            if let last = state.known[key], seconds(from: last, to: now) < configuration.knownFor {
                // Written once a minute: this runs with every request.
                if seconds(from: last, to: now) >= 60 { state.known[key] = now }
                return nil
            }
            if let seconds = wait(in: &state, Subject(name: "", found: account), key.address, now) { return seconds }
            state.known[key] = now
            return nil
        }
    }

    private func wait(in state: inout State, _ subject: Subject, _ source: String, _ now: Timestamp) -> Int? {
        let pair = remaining(state.pairs[Pair(subject: subject, address: source)], limit: configuration.failuresPerAccountAndAddress, now)
        let address = remaining(state.addresses[source], limit: configuration.failuresPerAddress, now)
        switch (pair, address) {
        case (let pair?, let address?): return max(pair, address)
        case (let seconds, nil), (nil, let seconds): return seconds
        }
    }

    private func remaining(_ count: Count?, limit: Int, _ now: Timestamp) -> Int? {
        guard let count, count.failures >= limit else { return nil }
        let left = configuration.window - seconds(from: count.since, to: now)
        return left > 0 ? Int(left) : nil
    }

    private func counted(_ count: Count?, _ now: Timestamp) -> Count {
        guard var count, seconds(from: count.since, to: now) < configuration.window else { return Count(failures: 1, since: now) }
        count.failures += 1
        return count
    }

    private func seconds(from start: Timestamp, to end: Timestamp) -> Int64 { max(0, (end.microseconds - start.microseconds) / 1_000_000) }

    /// An IPv4 address is one source; of IPv6 a whole /64, which is what one customer gets.
    static func source(_ address: String) -> String {
        guard address.utf8.contains(UInt8(ascii: ":")) else { return address }
        let withoutZone = address.prefix { $0 != "%" }
        if withoutZone.lowercased().hasPrefix("::ffff:"), withoutZone.contains(".") { return String(withoutZone.dropFirst(7)) }
        // The text before "::" says how many groups are written out; the gap fills up to eight.
        let halves = withoutZone.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        var groups = halves[0].split(separator: ":").map(String.init)
        if halves.count == 2 {
            let tail = halves[1].split(separator: ":").map(String.init)
            groups += Array(repeating: "0", count: max(0, 8 - groups.count - tail.count)) + tail
        }
        return groups.prefix(4).joined(separator: ":") + "::/64"
    }
}
