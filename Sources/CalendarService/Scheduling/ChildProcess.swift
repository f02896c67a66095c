import Foundation

/// A program that runs beside the server, with a file as its input and its output thrown away.
///
/// Foundation's `Process` reads beyond a list of the open descriptors when a server has a thousand of them, and ends it.
struct ChildProcess {
    /// Why a program could not be started: a number of the system's.
    struct StartFailure: Error, CustomStringConvertible {
        let number: Int32
        var description: String { String(cString: strerror(number)) }
    }

    private let identifier: pid_t

    /// Starts a program with its arguments; it inherits the environment, and of descriptors only the first three.
    init(_ command: [String], standardInput: String) throws(StartFailure) {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, standardInput, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        for descriptor in Self.inherited { posix_spawn_file_actions_addclose(&actions, descriptor) }
        // Signals that the server ignores or blocks are the program's own again.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments = command.map { strdup($0) } + [nil]
        var environment = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var identifier: pid_t = 0
        let number = posix_spawn(&identifier, command.first ?? "", &actions, &attributes, &arguments, &environment)
        guard number == 0 else { throw StartFailure(number: number) }
        self.identifier = identifier
    }

    /// Open descriptors above the first three that a program would get to see: connections among them.
    private static var inherited: [Int32] {
        let lines = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?.split(separator: "\n") ?? []
        let size = lines.first { $0.hasPrefix("FDSize:") }?.split(separator: "\t").last.flatMap { Int32($0) } ?? 1024
        return (3..<max(3, size)).filter { descriptor in
            let flags = fcntl(descriptor, F_GETFD)
            return flags != -1 && flags & FD_CLOEXEC == 0
        }
    }

    /// Waits for its end, so many seconds; then ends it. Blocks the thread.
    ///
    /// - Returns: what it exited with, or the number of the signal that ended it; nil when it had to be ended here.
    func status(within seconds: Int) -> Int32? {
        if let status = wait(Double(seconds)) { return status }
        kill(identifier, SIGTERM)
        if wait(5) == nil {
            kill(identifier, SIGKILL)
            _ = wait(5)
        }
        return nil
    }

    private func wait(_ seconds: Double) -> Int32? {
        let end = ProcessInfo.processInfo.systemUptime + seconds
        while true {
            var status: Int32 = 0
            let result = waitpid(identifier, &status, WNOHANG)
            if result == identifier { return status & 0x7F == 0 ? status >> 8 & 0xFF : status & 0x7F }
            if result == -1, errno != EINTR { return errno }
            if ProcessInfo.processInfo.systemUptime >= end { return nil }
            usleep(10_000)
        }
    }
}
