public import Accounts
public import CalendarService
public import CalendarStore
import Foundation
public import ICalendar
public import Logging
import NIOPosix
import SQLStore
import TimeZoneDatabase

/// The store with its services, without listeners: what the commands work on, beside a running server too.
public struct OpenStore: Sendable {
    public let store: any CalendarStore
    private let sqlite: SQLiteStore
    public let service: CalendarService
    public let authenticator: Authenticator
    public let zones: TimeZoneRegistry

    /// Opens the store of a configuration; makes folder, schema and default domain where they are missing.
    ///
    /// - Throws: `ConfigurationError` for what an operator can put right, `StoreError`.
    public init(_ configuration: Configuration, logger: Logger) async throws {
        let path = try DataDirectory.prepare(configuration.dataDirectory)
        let clock = SystemClock()
        let zones = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        let store = try await NIOThreadPool.singleton.runIfActive { try SQLiteStore(path: DataDirectory.storePath(in: path), clock: clock) }
        self.zones = zones
        self.store = store
        sqlite = store
        // Maintenance holds off clients, not the operator.
        var settings = configuration.service
        settings.isReadOnly = false
        service = CalendarService(store: store, zones: zones, clock: clock, settings: settings, logger: logger)
        authenticator = Authenticator(store: store, clock: clock, configuration: configuration.authentication, logger: logger)
        do {
            try await Self.ensureDefaultDomain(named: configuration.defaultDomain, in: store)
        } catch {
            await close()
            throw error
        }
    }

    /// Whether the folder of a configuration holds a store.
    ///
    /// - Throws: `ConfigurationError` when there is such a folder and this user may not look into it.
    public static func exists(_ configuration: Configuration) throws(ConfigurationError) -> Bool {
        let folder = configuration.dataDirectory
        if FileManager.default.fileExists(atPath: folder) { _ = try DataDirectory.prepare(folder) }
        return FileManager.default.fileExists(atPath: DataDirectory.storePath(in: folder))
    }

    /// A store begins with one domain, so that accounts and unqualified names have a home.
    static func ensureDefaultDomain(named name: String, in store: SQLiteStore) async throws {
        let exists = try await store.read { try $0.defaultDomain() != nil }
        guard !exists else { return }
        _ = try await store.write { try $0.defaultDomain() ?? $0.insertDomain(name: name.lowercased(), isDefault: true) }
    }

    /// Ends all work and closes the store.
    public func close() async {
        await authenticator.shutdown()
        await store.close()
    }

    /// Who gives commands: nobody's account, every right.
    public func operatingCaller() async throws -> Caller {
        Caller(account: nil, domain: try await store.read { try $0.defaultDomain()?.id }, overridesAccess: true)
    }

    /// An account by login name, `name` or `name@domain`.
    public func account(_ name: String) async throws -> Account { try await service.account(name, for: try await operatingCaller()) }

    /// The calid of a calendar as commands take it: without the domain where that is the default one.
    public func calid(of info: CalendarInfo) async throws -> String {
        let domain = try await store.read { try $0.defaultDomain()?.id }
        let owner = info.owner.domain == domain ? info.owner.name : "\(info.owner.name)@\(info.owner.domainName)"
        return info.isDefault ? owner : "\(owner):\(info.calendar.calidTail)"
    }

    /// Proves the database and every derived column; what does not agree, in plain words.
    public func check() async throws -> [String] { try await sqlite.check() + service.check() }

    /// Puts a backup in the place of the store of a configuration; no server may run on it.
    public static func restore(from file: String, _ configuration: Configuration) async throws {
        let directory = try DataDirectory(path: configuration.dataDirectory)
        try await NIOThreadPool.singleton.runIfActive { try SQLiteStore.restore(from: file, to: directory.storePath) }
    }
}

extension TimeZoneRegistry {
    /// Zones of the system's database.
    public static func system() throws -> TimeZoneRegistry { TimeZoneRegistry(provider: try SystemTimeZoneDatabase()) }
}
