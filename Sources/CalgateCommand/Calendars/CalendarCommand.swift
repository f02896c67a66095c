import ArgumentParser

/// `calgate calendar …`
struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Calendars: create, list, remove, look back, bring back, access.",
        discussion:
            "A calendar is named as WCAP does: jdoe for the default calendar, jdoe:newcal for another; jdoe@example.com:newcal works too.",
        subcommands: [
            CalendarCreateCommand.self, CalendarListCommand.self, CalendarRemoveCommand.self, CalendarHistoryCommand.self,
            CalendarRestoreCommand.self, CalendarAccessCommand.self,
        ]
    )
}
