import ArgumentParser
import CalendarService
import Calgate
import Foundation
import Logging

/// Where the data lies: shared by every command that opens the store.
struct DataOptions: ParsableArguments {
    @Option(help: "Folder of the store.", completion: .directory)
    var data: String?

    @Option(help: "Configuration file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    /// Settings from flags, environment and file.
    func configuration(flags: [String: String] = [:]) throws -> Configuration {
        var flags = flags
        if let data { flags["data"] = data }
        let environment = ProcessInfo.processInfo.environment
        return try Configuration.load(flags: flags, environment: environment, file: config ?? environment["CALGATE_CONFIG"])
    }

    /// Opens the store and hands it to `body` with a caller who has every right; closes it whatever happens.
    ///
    /// - Parameter makingIt: whether a missing store is made; otherwise a mistyped folder is an error and stays as it is.
    func withStore<Result>(makingIt: Bool = false, _ body: (OpenStore, Caller) async throws -> Result) async throws -> Result {
        let configuration = try configuration()
        guard try makingIt || OpenStore.exists(configuration) else {
            throw CommandFailure(
                configuration.dataDirectory.isEmpty
                    ? "the folder of the store is missing: --data DIR"
                    : "there is no store in \(configuration.dataDirectory); \"calgate user add NAME --data DIR\" makes one")
        }
        var logger = Server.logger(configuration)
        // Commands say what they do themselves.
        logger.logLevel = max(logger.logLevel, .warning)
        let open = try await OpenStore(configuration, logger: logger)
        do {
            let result = try await body(open, try await open.operatingCaller())
            await open.close()
            return result
        } catch {
            await open.close()
            throw error
        }
    }
}
