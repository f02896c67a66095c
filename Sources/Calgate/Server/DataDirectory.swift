#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The folder a server keeps everything in, made when missing, and held by one server at a time.
///
/// Commands such as `user add` work beside a server; a second server would not see the first one's sessions and caches.
final class DataDirectory: Sendable {
    let path: String
    private let lock: CInt

    /// Path of the store's file.
    var storePath: String { Self.storePath(in: path) }

    static func storePath(in path: String) -> String { path + "/calgate.sqlite" }

    /// Makes the folder where it is missing, and proves that it can be used.
    ///
    /// - Throws: `ConfigurationError` saying what to do.
    static func prepare(_ path: String) throws(ConfigurationError) -> String {
        guard !path.isEmpty else { throw ConfigurationError(problems: ["data: the folder for the store is missing (--data DIR)"]) }
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw ConfigurationError(problems: ["data: \(path) cannot be made: \(String(cString: strerror(errno)))"])
        }
        var info = stat()
        guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
            throw ConfigurationError(problems: ["data: \(path) is no folder"])
        }
        let user = geteuid()
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            throw ConfigurationError(
                problems: [
                    "data: \(path) belongs to user \(info.st_uid) and cannot be written by user \(user); change its owner or the user"
                ])
        }
        return path
    }

    /// Takes the folder for this process alone.
    ///
    /// - Throws: `ConfigurationError` saying what to do.
    init(path: String) throws(ConfigurationError) {
        let path = try Self.prepare(path)
        let lock = open(path + "/server.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw ConfigurationError(problems: ["data: \(path)/server.lock cannot be opened: \(String(cString: strerror(errno)))"])
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw ConfigurationError(problems: ["data: another server is running on \(path)"])
        }
        self.path = path
        self.lock = lock
    }

    deinit { close(lock) }
}
