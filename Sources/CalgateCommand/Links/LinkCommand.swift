import ArgumentParser

/// `calgate link …`
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Secret links to calendars, readable without a login: make, list, revoke.",
        discussion: """
            A link is an address of the WebCal feed, /webcal/link/SECRET.ics: whoever has it can subscribe to the calendar, and nobody can write through it.
            It ends when it is revoked or the calendar is removed.
            """,
        subcommands: [LinkAddCommand.self, LinkListCommand.self, LinkRevokeCommand.self]
    )
}
