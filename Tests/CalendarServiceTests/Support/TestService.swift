import CalendarService
import CalendarStore
import ICalendar
import Logging
import NIOCore
import SQLStore
import Synchronization
import TimeZoneDatabase

import class Foundation.FileManager
import struct Foundation.URL
import struct Foundation.UUID

/// A service on a store of its own that vanishes with the test: jdoe and susan in example.com, each with a calendar "Calendar".
struct TestService {
    let service: CalendarService
    let store: SQLiteStore
    let clock: ManualClock
    let folder: URL
    let jdoe: Caller
    let susan: Caller

    static let zones = TimeZoneRegistry(provider: (try? SystemTimeZoneDatabase()) ?? EmptyZoneDatabase())

    static func with<Result>(
        settings: ServiceSettings = ServiceSettings(), _ body: (TestService) async throws -> Result
    ) async throws -> Result {
        let test = try await TestService(settings: settings)
        do {
            let result = try await body(test)
            await test.store.close()
            try FileManager.default.removeItem(at: test.folder)
            return result
        } catch {
            await test.store.close()
            try? FileManager.default.removeItem(at: test.folder)
            throw error
        }
    }

    private init(settings: ServiceSettings) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "calgate-service-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        clock = ManualClock()
        store = try SQLiteStore(path: folder.appending(path: "store.sqlite").path, clock: clock)
        service = CalendarService(
            store: store, zones: Self.zones, clock: clock, settings: settings,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let domain = try await store.write { try $0.insertDomain(name: "example.com", isDefault: true) }
        var callers: [Caller] = []
        for name in ["jdoe", "susan"] {
            let account = try await service.createAccount(
                NewAccount(domain: domain.id, name: name, displayName: name, emailAddresses: ["\(name)@example.com"], passwordVerifier: nil)
            )
            callers.append(Caller(account: account, domain: domain.id))
        }
        (jdoe, susan) = (callers[0], callers[1])
    }

    /// The calendar "Calendar" of jdoe, as anybody names it.
    static let calendar = CalendarReference.path(owner: "jdoe", name: "Calendar")

    /// Sets the access list of jdoe's calendar.
    func share(_ list: String) async throws {
        let entries = try AccessList(text: list)
        _ = try await service.updateCalendar(Self.calendar, for: jdoe) { calendar, _ in calendar.accessList = entries }
    }

    @discardableResult
    func publish(
        _ text: String, _ mode: Publish.Mode = .add, by caller: Caller? = nil, to calendar: CalendarReference = Self.calendar,
        configure: (inout Publish) -> Void = { _ in }
    ) async throws -> PublishReport {
        var publish = Publish(calendar: calendar, text: Array(text.utf8), mode: mode, rules: .calendarData)
        configure(&publish)
        return try await service.publish(publish, for: caller ?? jdoe)
    }

    func text(
        as caller: Caller? = nil, of calendar: CalendarReference = Self.calendar, endpoint: RenderingEndpoint = .calendarData
    ) async throws -> String {
        let rendering = try await service.rendering(of: calendar, endpoint: endpoint, for: caller ?? jdoe)
        return String(buffer: rendering.octets)
    }

    func put(_ text: String, as name: String, by caller: Caller? = nil) async throws -> PutOutcome {
        try await service.putObject(named: name, in: Self.calendar, text: Array(text.utf8), charset: nil, for: caller ?? jdoe)
    }

    func info() async throws -> CalendarInfo { try await service.calendar(Self.calendar, for: jdoe) }
}

/// Zones for a machine without a zone database: none.
struct EmptyZoneDatabase: TimeZoneProvider {
    var identifiers: [String] { [] }
    var version: String { "none" }
    func tzif(named identifier: String) -> [UInt8]? { nil }
}

/// A clock that says what the test wants.
final class ManualClock: WallClock {
    private let time = Mutex<Int64>(1_767_225_600_000_000)

    func now() -> Timestamp { Timestamp(microseconds: time.withLock { $0 }) }
    func advance(seconds: Int64) { time.withLock { $0 += seconds * 1_000_000 } }
}
