import ArgumentParser

#if canImport(Glibc)
    import Glibc
#endif

/// Runs the command line: data to standard output, messages to standard error, exit code 0 (done), 1 (failed) or 2 (wrong usage).
@main
enum Main {
    static func main() async {
        do {
            var command = try CalgateCommand.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            let code = CalgateCommand.exitCode(for: error)
            let message = CalgateCommand.fullMessage(for: error)
            if code.isSuccess {
                StandardStreams.write(line: message)
            } else if !message.isEmpty {
                StandardStreams.complain(message)
            }
            exit(code == .validationFailure ? 2 : code.isSuccess ? 0 : 1)
        }
    }
}
