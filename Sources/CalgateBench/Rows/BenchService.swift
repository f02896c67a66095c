import CalendarService
import CalendarStore
import Foundation
import Logging
import SQLStore

/// A service on a SQLite file of its own in the folder of the run, with one account.
struct BenchService {
    let service: CalendarService
    let caller: Caller
    private let store: SQLiteStore

    static func run<Result>(_ bench: Bench, _ body: (BenchService) async throws -> Result) async throws -> Result {
        let service = try await BenchService(bench)
        do {
            let result = try await body(service)
            await service.store.close()
            return result
        } catch {
            await service.store.close()
            throw error
        }
    }

    private init(_ bench: Bench) async throws {
        let clock = SystemClock()
        store = try SQLiteStore(path: bench.folder.appending(path: "\(UUID().uuidString).sqlite").path, clock: clock)
        service = CalendarService(
            store: store, zones: bench.zones, clock: clock, settings: ServiceSettings(),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let domain = try await store.write { try $0.insertDomain(name: "localhost", isDefault: true) }
        let account = try await service.createAccount(
            NewAccount(domain: domain.id, name: "jdoe", displayName: "John Doe", emailAddresses: [], passwordVerifier: nil))
        caller = Caller(account: account, domain: domain.id)
    }

    static func calendar(_ name: String) -> CalendarReference { .path(owner: nil, name: name) }

    @discardableResult
    func publish(_ text: [UInt8], to name: String, mode: Publish.Mode = .replace) async throws -> PublishReport {
        var publish = Publish(calendar: Self.calendar(name), text: text, mode: mode, rules: .calendarData)
        publish.createsCalendar = true
        return try await service.publish(publish, for: caller)
    }
}
