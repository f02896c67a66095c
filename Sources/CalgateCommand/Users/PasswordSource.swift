import ArgumentParser
import Foundation

/// Where a password comes from: a file, standard input, or a prompt without echo; never the command line.
struct PasswordSource: ParsableArguments {
    @Option(
        name: .customLong("password-file"), help: "File whose first line is the password; - for standard input. Without it, you are asked.")
    var passwordFile: String?

    /// Reads the password; asks twice when it has to be typed.
    func password() throws -> String {
        guard let passwordFile else { return try promptedPassword() }
        let octets = try StandardStreams.read(passwordFile)
        let firstLine = octets.prefix { $0 != 0x0A && $0 != 0x0D }
        guard let password = String(validating: firstLine, as: UTF8.self) else { throw CommandFailure("the password is not UTF-8") }
        guard !password.isEmpty else { throw CommandFailure("the password is empty") }
        return password
    }

    private func promptedPassword() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("no terminal to ask for a password: use --password-file FILE, or --password-file - for standard input")
        }
        let first = try ask("Password: ")
        guard first == (try ask("Again: ")) else { throw CommandFailure("the two passwords differ") }
        guard !first.isEmpty else { throw CommandFailure("the password is empty") }
        return first
    }

    private func ask(_ prompt: String) throws -> String {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { throw CommandFailure("cannot switch off the terminal's echo") }
        let former = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
        defer {
            var restored = former
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &restored)
        }
        FileHandle.standardError.write(Data(prompt.utf8))
        let line = readLine(strippingNewline: true) ?? ""
        FileHandle.standardError.write(Data("\n".utf8))
        return line
    }
}
