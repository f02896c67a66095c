import ArgumentParser
import CalendarStore
import Calgate

/// `calgate user enable-webcal NAME`
struct UserEnableWebCalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable-webcal", abstract: "Switch the WebCal service (CalendarData, CalDAV, webcal) of an account on."
    )

    @Argument(help: "Login name.")
    var name: String

    @OptionGroup var options: DataOptions

    func run() async throws { try await options.setWebCal(of: name, enabled: true) }
}

/// `calgate user disable-webcal NAME`
struct UserDisableWebCalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable-webcal", abstract: "Switch the WebCal service off: CalendarData, CalDAV and webcal answer 403."
    )

    @Argument(help: "Login name.")
    var name: String

    @OptionGroup var options: DataOptions

    func run() async throws { try await options.setWebCal(of: name, enabled: false) }
}

extension DataOptions {
    fileprivate func setWebCal(of name: String, enabled: Bool) async throws {
        try await withStore { open, caller in
            let found = try await open.account(name)
            try await open.store.write { store in
                guard var account = try store.account(found.id) else { throw CommandFailure("\(name) was removed meanwhile") }
                account.isWebCalEnabled = enabled
                try store.update(account)
            }
            StandardStreams.complain("WebCal service of \(found.name)@\(found.domainName) is \(enabled ? "on" : "off")")
        }
    }
}
