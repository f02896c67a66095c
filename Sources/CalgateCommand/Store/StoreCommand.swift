import ArgumentParser
import CalendarStore
import Calgate

/// `calgate store …`
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "The store as a whole: prove it, save it, bring it back.",
        subcommands: [StoreCheckCommand.self, StoreBackupCommand.self, StoreRestoreCommand.self]
    )
}

/// `calgate store check`
struct StoreCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Prove the database and every derived column against the stored texts. Exit code 1 when something is wrong."
    )

    @OptionGroup var options: DataOptions

    func run() async throws {
        let complaints = try await options.withStore { open, _ in try await open.check() }
        for complaint in complaints { StandardStreams.write(line: complaint) }
        guard complaints.isEmpty else { throw CommandFailure("\(complaints.count) thing(s) wrong") }
        StandardStreams.complain("everything agrees")
    }
}

/// `calgate store backup FILE`
struct StoreBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the whole store into a new file, while the server runs."
    )

    @Argument(help: "The new file; must not exist.", completion: .file())
    var file: String

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, _ in try await open.store.backup(to: file) }
        StandardStreams.complain("saved to \(file)")
    }
}

/// `calgate store restore FILE`
struct StoreRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the store. Stop the server first.",
        discussion: "The present store is kept beside it. Clients notice by a new epoch and fetch everything again."
    )

    @Argument(help: "A file that \"store backup\" made.", completion: .file())
    var file: String

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await OpenStore.restore(from: file, try options.configuration())
        StandardStreams.complain("restored from \(file)")
    }
}
