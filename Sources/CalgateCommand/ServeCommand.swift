import ArgumentParser
import Calgate

/// `calgate serve --data DIR`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the server until it is told to stop (SIGTERM or SIGINT).",
        discussion:
            "SIGTERM lets running requests finish, SIGHUP reads the configuration again. Every setting of the configuration file can be "
            + "given as an environment variable too."
    )

    @OptionGroup var options: DataOptions

    @Option(help: "Address and port of the protocols: 127.0.0.1:8100, [::1]:8100, 0.0.0.0:8100.")
    var listen: String?

    @Option(name: .customLong("admin-listen"), help: "Address and port of /livez, /readyz, /metrics and WCAP's administrative commands.")
    var adminListen: String?

    @Flag(name: .customLong("read-only"), help: "Maintenance: everything can be read, every change is refused.")
    var readOnly = false

    func validate() throws {
        for (name, address) in [("--listen", listen), ("--admin-listen", adminListen)] {
            guard let address, ListenAddress(address) == nil else { continue }
            throw ValidationError("\(name): \(address) is no address: write it as HOST:PORT, [ADDRESS]:PORT or unix:/PATH")
        }
    }

    func run() async throws {
        MemoryAllocator.returnFreedMemory()
        var flags: [String: String] = [:]
        if let listen { flags["listen"] = listen }
        if let adminListen { flags["admin-listen"] = adminListen }
        if readOnly { flags["read-only"] = "true" }
        let configuration = try options.configuration(flags: flags)
        let reload: @Sendable () throws -> Configuration = { [options, flags] in try options.configuration(flags: flags) }
        try await Server(configuration, reload: reload, logger: Server.logger(configuration)).run { addresses in
            StandardStreams.complain("calgate is ready: listening on \(addresses.summary)")
        }
    }
}

extension ListeningAddresses {
    /// `127.0.0.1:8100, TLS 0.0.0.0:9100, administration 127.0.0.1:8101`
    fileprivate var summary: String {
        [plain, tls.map { "TLS \($0)" }, admin.map { "administration \($0)" }].compactMap { $0 }.joined(separator: ", ")
    }
}
