import ArgumentParser
import Calgate

/// `calgate config …`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The configuration file.", subcommands: [ConfigTemplateCommand.self, ConfigCheckCommand.self]
    )
}

/// `calgate config template`
struct ConfigTemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Print a configuration file with every setting, its meaning and its default."
    )

    func run() throws { StandardStreams.write(line: Configuration.template) }
}

/// `calgate config check FILE`
struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read a configuration file as the server would; every unknown key and unusable value is named."
    )

    @Argument(help: "The file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    func run() throws {
        try Configuration.load(file: file).requireUsable()
        StandardStreams.complain("\(file) is good")
    }
}
