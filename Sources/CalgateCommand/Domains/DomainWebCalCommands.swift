import ArgumentParser
import CalendarStore
import Calgate

/// `calgate domain enable-webcal NAME`
struct DomainEnableWebCalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable-webcal", abstract: "Switch the WebCal service (CalendarData, CalDAV, webcal) of a domain on."
    )

    @Argument(help: "The domain.")
    var name: String

    @OptionGroup var options: DataOptions

    func run() async throws { try await options.setWebCal(ofDomain: name, enabled: true) }
}

/// `calgate domain disable-webcal NAME`
struct DomainDisableWebCalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable-webcal", abstract: "Switch the WebCal service off for all accounts of a domain: those protocols answer 403."
    )

    @Argument(help: "The domain.")
    var name: String

    @OptionGroup var options: DataOptions

    func run() async throws { try await options.setWebCal(ofDomain: name, enabled: false) }
}

extension DataOptions {
    fileprivate func setWebCal(ofDomain name: String, enabled: Bool) async throws {
        try await withStore { open, _ in
            try await open.store.write { store in
                guard var domain = try store.domain(named: name) else { throw CommandFailure("there is no domain \(name)") }
                domain.isWebCalEnabled = enabled
                try store.update(domain)
            }
            StandardStreams.complain("WebCal service of \(name) is \(enabled ? "on" : "off")")
        }
    }
}
