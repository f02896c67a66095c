import ArgumentParser
import Calgate

/// `calgate version`
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() throws { StandardStreams.write(line: CalgateVersion.current) }
}
