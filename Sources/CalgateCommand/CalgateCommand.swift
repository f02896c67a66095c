import ArgumentParser

/// `calgate`
struct CalgateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calgate",
        abstract: "A calendar gateway: WCAP, CalendarData, WebCal and CalDAV over one store.",
        discussion: """
            Data goes to standard output, messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage.
            Settings come from flags, then environment variables (CALGATE_…), then the configuration file, then defaults.
            """,
        subcommands: [
            ServeCommand.self, UserCommand.self, DomainCommand.self, CalendarCommand.self, LinkCommand.self, ImportCommand.self,
            ExportCommand.self, ExpandCommand.self, FormatCommand.self, TimeZoneCommand.self, StoreCommand.self, ConfigCommand.self,
            VersionCommand.self,
        ]
    )
}
