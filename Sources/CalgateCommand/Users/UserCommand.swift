import ArgumentParser

/// `calgate user …`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Accounts: add, list, remove, change.",
        subcommands: [
            UserAddCommand.self, UserListCommand.self, UserRemoveCommand.self, UserSetPasswordCommand.self, UserEnableWebCalCommand.self,
            UserDisableWebCalCommand.self,
        ]
    )
}
